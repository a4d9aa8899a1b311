// SPDX-License-Identifier: MIT
#include "userspace/config/file/configuration.hpp"

#include "userspace/config/file/values.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>

namespace ctgate::file
{
namespace
{

using testing::ElementsAre;
using testing::HasSubstr;

/// No disk: what a file calls a list is its text.
Result<Text> list_from_name(const std::string& list, const std::string&)
{
	if (list.ends_with(".txt"))
		return fail(ENOENT, "read {}: No such file or directory", list);
	return Text{"list", list};
}

std::expected<Configuration, Complaints> make(const std::vector<std::string>& texts)
{
	std::vector<Text> files;
	for (const auto& text : texts)
		files.push_back({fmt::format("{}.toml", files.size() + 1), text});
	return Configuration::make(files, list_from_name);
}

std::string complaints(const std::vector<std::string>& texts)
{
	const auto made = make(texts);
	return made ? "" : made.error().text();
}

Resolved of(const std::string& interface, const std::vector<std::string>& texts)
{
	const auto made = make(texts);
	return made ? made->of_interface(interface).value().value() : Resolved{};
}

TEST(Mistakes, AreToldWithTheirPlaceAndTheNearestWord)
{
	const std::pair<const char*, const char*> table[] = {
		{"[defaults", "1.toml:1:"},
		{"[default]", "1.toml:1:2: `default` is not known here; did you mean `defaults`?\n"},
		{"[defaults]\narmd = true", "1.toml:2:1: `armd` is not known here; did you mean `armed`?\n"},
		{"[defaults]\nxyzzyx = true",
		 "1.toml:2:1: `xyzzyx` is not known here; known are reasons, limits, armed"},
		{"[defaults]\narmed = 1", "1.toml:2:9: `armed` takes true or false\n"},
		{"defaults = 3", "1.toml:1:12: a table is wanted here"},
		{"[defaults]\nmode = \"nativ\"",
		 "1.toml:2:8: `nativ` is not a mode; say native (in the driver) or generic "
		 "(slower, works everywhere); did you mean `native`?\n"},
		{"[defaults]\nattachment = \"share\"",
		 "1.toml:2:14: `share` is not an attachment; say exclusive, shared"},
		{"[defaults]\npriority = \"10\"", "1.toml:2:12: `priority` takes a whole number"},
		{"[defaults]\npriority = -1",
		 "1.toml:2:12: `-1` is not a priority; write a whole number from 0 to 65535"},
		{"[defaults]\nattachment = \"exclusiv\"", "did you mean `exclusive`?"},
		{"[defaults]\nallow_excuses = \"limit\"", "1.toml:2:17: `limit` is nothing that can be excused"},
		{"[defaults]\nlearning = 300", "1.toml:2:12: `learning` takes a duration in quotes"},
		{"[defaults]\nlearning = \"2d\"", "1.toml:2:12: 2d is too long to learn"},
		{"[defaults]\nsketch = \"8G\"", "1.toml:2:10: `8G` is not a size for the sketch"},
		{"[defaults.reasons]\ntcp_flags_nul = \"drop\"",
		 "1.toml:2:1: no reason `tcp_flags_nul`; did you mean `tcp_flags_null`?"},
		{"[defaults.reasons]\n\"udp*x*\" = \"drop\"", "1.toml:2:1: no reason matches `udp*x*`"},
		{"[defaults.reasons]\ntcp_flags_null = \"dorp\"",
		 "1.toml:2:18: `dorp` is not an action; say off, monitor or "
		 "drop; did you mean `drop`?\n"},
		{"[defaults.limits.dns]\nbrust = 5", "1.toml:2:1: `brust` is not known here; did you mean `burst`?\n"},
		{"[defaults.limits.dns]\nrate = 5", "1.toml:2:8: `rate` takes a text in quotes\n"},
		{"[defaults.limits.dns]\nrate = \"5/d\"", "1.toml:2:8: `5/d` is not a rate"},
		{"[defaults.limits.dns]\nburst = \"5\"", "1.toml:2:9: `burst` takes a whole number\n"},
		{"[defaults.limits.dns]\nburst = 0", "1.toml:2:9: a burst of 0 packets is not possible"},
		{"[defaults.limits.dns]\nports = 53", "1.toml:2:9: `ports` takes a list of port numbers: [53, 853]\n"},
		{"[defaults.limits.dns]\nports = [0]", "1.toml:2:9: `0` is not a port"},
		{"[defaults.limits.dns]\nside = \"src\"", "1.toml:2:8: `src` is not a side"},
		{"[defaults.limits.dns]\ncount = \"old\"", "1.toml:2:9: `old` is not what a limit counts"},
		{"[defaults.limits.dns]\nprefixes4 = \"33\"", "1.toml:2:13: `33` is not a prefix length of IPv4"},
		{"[defaults.limits.dsn]\nrate = \"5/s\"",
		 "1.toml:1:18: limit `dsn` is not built in, so it needs a protocol; "
		 "did you mean `dns`?\n"},
		{"[defaults.limits.game]\nprotocol = \"udp\"",
		 "1.toml:1:18: limit `game` does not say how much may pass"},
		{"[defaults.limits.game]\nprotocol = \"tcp\"\nrate = \"5/s\"",
		 "1.toml:2:12: `tcp` is not what a limit can look at"},
		{"[defaults.limits.Game]\nprotocol = \"udp\"\nrate = \"5/s\"",
		 "1.toml:1:18: `Game` cannot name a limit"},
		{"[defaults.limits.icmp-echo]\nports = [53]", "1.toml:1:18: icmp-echo has no ports"},
		{"[defaults.limits.dns]\nrate = \"1/h\"", "1.toml:1:18: 1/h burst 40000 would take"},
		{"[interface.\"\"]\narmed = true", "1.toml:1:12: the name of an interface is empty"},
		{"[interface.a-name-of-too-many-letters]", "cannot be the name of an interface"},
		{"[interface.\"e[np\"]", "1.toml:1:12: `e[np` has a [ and no ] that ends it"},
		{"[sets]\nprefixes = []", "1.toml:2:1: `prefixes` is not known here"},
		{"[sets.deny]\nprefixes = \"::/0\"", "1.toml:2:12: `prefixes` takes a list"},
		{"[sets.deny]\nprefixes = [\"10.0.0.1/24\"]", "1.toml:2:13: 10.0.0.1/24 has bits behind its length"},
		{"[sets.deny]\nfiles = [\"a.txt\"]", "1.toml:2:10: read a.txt: No such file"},
		{"[sets.deny]\nfiles = [\"10.0.0.0/8\\nten\"]", "1.toml:2:10: list:2: `ten` is not a prefix"},
	};
	for (const auto& [text, saying] : table)
		EXPECT_THAT(complaints({text}), HasSubstr(saying)) << text;
}

TEST(Mistakes, AreToldAllAtOnceAndEachOnce)
{
	const std::string text =
		complaints({"[defaults]\narmed = 1\nmod = 2\n[interface.\"eth*\"]\nmode = \"x\"",
			    "[interface.eth0]\nlearning = \"x\"\n[defaults.reasons]\nnothing = \"drop\""});
	EXPECT_EQ(std::ranges::count(text, '\n'), 5) << text;
	for (const char* place : {"1.toml:2:9: ", "1.toml:3:1: ", "1.toml:5:8: ", "2.toml:2:12: ", "2.toml:4:1: "})
		EXPECT_THAT(text, HasSubstr(place));
}

TEST(Mistakes, AreSeenBehindOnesThatALaterFileCovers)
{
	EXPECT_THAT(complaints({"[defaults]\nmode = \"x\"", "[defaults]\nmode = \"native\""}), HasSubstr("1.toml:2:8"));
}

TEST(Mistakes, ThatTwoPatternsMakeTogetherAreToldOfTheInterface)
{
	const auto made = make({"[interface.\"eth*\"]\nlimits.dns.rate = \"1/m\"\nlimits.dns.burst = 10",
				"[interface.\"*0\"]\nlimits.dns.burst = 100000000\nlimits.dns.rate = \"10000/s\""});
	ASSERT_TRUE(made) << made.error().text();
	EXPECT_TRUE(made->of_interface("eth1"));
	const auto both = make({"[interface.\"eth*\"]\nlimits.dns.rate = \"1/m\"\nlimits.dns.burst = 10",
				"[interface.\"*0\"]\nlimits.dns.burst = 40000"});
	ASSERT_TRUE(both) << both.error().text();
	EXPECT_TRUE(both->of_interface("eth1"));
	EXPECT_FALSE(both->of_interface("eth0"));
}

TEST(Configuration, KnowsNothingOfInterfacesThatNoFileNames)
{
	const auto made = make({"[defaults]\narmed = false\n[interface.eth0]\n[interface.\"wan*\"]"});
	ASSERT_TRUE(made) << made.error().text();
	EXPECT_TRUE(made->of_interface("eth0").value());
	EXPECT_TRUE(made->of_interface("wan1").value());
	EXPECT_FALSE(made->of_interface("eth1").value());
	EXPECT_FALSE(made->of_interface("wa").value());
	EXPECT_THAT(made->names(), ElementsAre("eth0"));
}

TEST(Configuration, LetsANameSayMoreThanAPatternAndThatMoreThanTheDefaults)
{
	const std::vector<std::string> files{
		"[interface.eth0]\nlearning = \"1s\"\n[interface.\"eth*\"]\nlearning = \"2s\"\n"
		"mode = \"generic\"\n[defaults]\nlearning = \"3s\"\narmed = false"};
	const auto eth0 = of("eth0", files).settings, eth1 = of("eth1", files).settings;
	EXPECT_EQ(eth0.config.learning().count(), 1);
	EXPECT_EQ(eth1.config.learning().count(), 2);
	EXPECT_EQ(eth0.attach.mode, XdpMode::kGeneric);
	EXPECT_EQ(eth0.config.arming(), Arming::kDisarmed);
}

TEST(Configuration, LetsTheLaterFileWinKeyByKey)
{
	const auto [settings, origins] =
		of("eth0", {"[interface.eth0]\n[defaults.limits.dns]\nrate = \"1/s\"\nburst = 7",
			    "[defaults.limits.dns]\nrate = \"2/s\""});
	const Limit dns = settings.config.limit("dns").value();
	EXPECT_EQ(to_string(dns.bucket[CTG_TOTAL]), "2/s burst 7");
	EXPECT_EQ(origins.at("limits.dns.rate").text(), "2.toml:2:8");
	EXPECT_EQ(origins.at("limits.dns.burst").text(), "1.toml:4:9");
	EXPECT_FALSE(origins.contains("limits.dns.source_rate"));
}

TEST(Configuration, MakesWhatTheCommandsMake)
{
	const Config config = of("eth0", {R"([interface.eth0]
[defaults.limits.game]
protocol = "udp"
ports = [27015, 27016]
source_rate = "100/s"
source_burst = 50
count = "new"
[defaults.limits.ntp]
enabled = false
[defaults.limits.syn]
destination_rate = "10/s")"})
				      .settings.config;

	Config commanded = Config::defaults();
	Limit game = commanded.limit("dns").value();
	game.name = "game";
	game.ports = {27015, 27016};
	game.counting = Counting::kNewOnly;
	game.bucket[CTG_EACH_SOURCE] = {.rate = {100, 1}, .burst = 50};
	ASSERT_TRUE(commanded.add_limit(game));
	commanded.set_action(commanded.reason("game", CTG_EACH_SOURCE), CTG_DROP);
	ASSERT_TRUE(commanded.remove_limit("ntp"));
	Limit syn = commanded.limit("syn").value();
	syn.bucket[CTG_EACH_DESTINATION].rate = {10, 1};
	ASSERT_TRUE(commanded.set_limit(syn));
	commanded.set_action(commanded.reason("syn", CTG_EACH_DESTINATION), CTG_MONITOR);

	const auto& want = commanded.policy();
	const auto& got = config.policy();
	EXPECT_EQ(std::memcmp(&got, &want, sizeof(got)), 0);
}

TEST(Configuration, LetsABucketSleepThatAFileSwitchesOff)
{
	const Config config = of("eth0", {"[interface.eth0]\nlimits.syn.destination_rate = \"10/s\"\n"
					  "reasons.limit_syn_destination = \"off\""})
				      .settings.config;
	EXPECT_EQ(config.action(config.reason("syn", CTG_EACH_DESTINATION)), CTG_OFF);
}

TEST(Configuration, LetsTheNameOfAReasonSayMoreThanAPatternAroundIt)
{
	const Config config =
		of("eth0", {"[interface.eth0.reasons]\ntcp_flags_null = \"off\"\n\"tcp_flags_*\" = \"monitor\""})
			.settings.config;
	EXPECT_EQ(config.action(CTG_TCP_FLAGS_NULL), CTG_OFF);
	EXPECT_EQ(config.action(CTG_TCP_FLAGS_URG), CTG_MONITOR);
}

TEST(Configuration, PutsTheSetsOfAllFilesTogether)
{
	const auto made = make({"[sets.deny]\nprefixes = [\"10.0.0.0/8 # ours\", \"10.0.0.0/8\"]",
				"[sets.deny]\nprefixes = [\"2001:db8::/32\"]\nfiles = [\"192.0.2.0/24\\n\"]"});
	ASSERT_TRUE(made) << made.error().text();
	EXPECT_FALSE(made->set(CTG_SET_ALLOW));
	std::vector<std::string> prefixes;
	for (const Member& member : *made->set(CTG_SET_DENY))
		prefixes.push_back(to_string(member.entry.prefix) + " " + member.place.text());
	EXPECT_THAT(prefixes, ElementsAre("10.0.0.0/8 1.toml:2:34", "192.0.2.0/24 list", "2001:db8::/32 2.toml:2:13"));
}

TEST(DefaultText, ReadsBackAsTheBuiltInConfiguration)
{
	const auto [settings, origins] = of("eth0", {default_text(), "[interface.eth0]"});
	EXPECT_EQ(values_of(settings), values_of(Settings{}));
	EXPECT_EQ(std::memcmp(&settings.config.policy(), &Config::defaults().policy(), sizeof(ctg_policy)), 0);
	// Not because it says nothing: what it leaves out is asleep.
	for (const Value& value : values_of(Settings{}))
		EXPECT_TRUE(origins.contains(value.path) || value.idle || value.text == "\"off\"") << value.path;
}

TEST(DefaultText, LeavesBucketsToBeWokenThatAreOff)
{
	const Config config =
		of("eth0", {default_text(), "[interface.eth0]\nlimits.dns.destination_rate = \"5/s\""}).settings.config;
	EXPECT_EQ(config.action(config.reason("dns", CTG_EACH_DESTINATION)), CTG_DROP);
}

TEST(Values, ReadBackAsThemselves)
{
	Settings settings;
	ASSERT_TRUE(settings.config.remove_limit("reflection"));
	settings.config.set_learning(std::chrono::seconds{0});
	settings.config.set_arming(Arming::kDisarmed);
	settings.config.set_action(CTG_TCP_OUT_OF_STATE, CTG_DROP);
	settings.attach = {.mode = XdpMode::kGeneric, .sketch_lines = CTG_SKETCH_LINES / 8};
	std::vector<Line> lines;
	for (const Value& value : values_of(settings))
		lines.push_back({value, ""});
	EXPECT_EQ(values_of(of("eth0.7", {write_lines(table_of("eth0.7"), lines)}).settings), values_of(settings));
}

} // namespace
} // namespace ctgate::file
