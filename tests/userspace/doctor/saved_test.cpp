// SPDX-License-Identifier: MIT
#include "userspace/doctor/saved.hpp"

#include "tests/userspace/doctor/observations.hpp"
#include "userspace/doctor/diagnose.hpp"
#include "userspace/doctor/diagnosis.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace ctgate::doctor
{
namespace
{

using conntrack::Kind;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Each number in it is another one, so that none can stand in another's place.
class Numbers
{
public:
	std::uint64_t next() { return ++last_; }
	void fill(Moment& moment)
	{
		moment.fill = {next(), next()};
		moment.counters = {next(), next(), next(), next(), next(), next(), next(), next(), next()};
		for (const auto member :
		     {&Moment::expectations, &Moment::received, &Moment::syncookies, &Moment::gate_dropped})
			moment.*member = next();
	}
	void fill(Group& group)
	{
		for (const auto member : {&Group::entries, &Group::replied, &Group::assured, &Group::from_here,
					  &Group::to_here, &Group::sources, &Group::destinations})
			group.*member = next();
		for (const auto member : {&Group::top_sources, &Group::top_services, &Group::top_pairs})
			group.*member = {{"a" + std::to_string(next()), next()}, {"b", next()}};
	}
	void fill(Figures& figures)
	{
		for (Group& group : figures.groups)
			fill(group);
		fill(figures.all);
		for (std::uint64_t& of_class : figures.idle)
			of_class = next();
		for (const auto member :
		     {&Figures::entries, &Figures::outlived, &Figures::picked_up_assured, &Figures::expiring})
			figures.*member = next();
		figures.translated = {{"192.0.2.1 > udp [2001:db8::1]:53", next()}};
		figures.helpers = {{"ftp", next()}, {"sip", next()}};
		figures.seconds = 0.125;
	}

private:
	std::uint64_t last_ = 1000;
};

Observation full_one()
{
	Numbers numbers;
	Observation seen;
	seen.taken_at = 1'800'000'000;
	seen.host = "höst";
	seen.kernel = "6.18.0";
	seen.place = {.inode = numbers.next(), .name = "namespace web1", .initial = true};
	seen.seconds = 2.000123;
	seen.seconds_after_pass = 1.75;
	numbers.fill(seen.before);
	numbers.fill(seen.after);
	numbers.fill(seen.figures);
	seen.settings = {{"nf_conntrack_max", 262144}, {"nf_conntrack_tcp_timeout_established", -1}};
	seen.tracks = false;
	seen.tapped = Tapped{.tcp = numbers.next(), .malformed = numbers.next()};
	seen.slab_objects = numbers.next();
	for (const auto member : {&Observation::entries_after_pass, &Observation::slab_object_size,
				  &Observation::entries_everywhere, &Observation::tcp_sockets})
		seen.*member = numbers.next();
	seen.log = {.table_full = numbers.next(), .seconds_ago = numbers.next()};
	seen.queues = {{7, "suricata (1)", numbers.next()}};
	seen.owners = {{"tcp 192.0.2.1:80", "java (2)", numbers.next()}};
	seen.neighbours = {{.place = {numbers.next(), "namespace a", false},
			    .entries = numbers.next(),
			    .log = {numbers.next(), numbers.next()}}};
	seen.foreign_settings = {{"nf_conntrack_max", "1", "2", "kube-proxy"}};
	seen.uplink = "eth0";
	seen.gates = {"eth0", "eth1"};
	seen.unseen = {"the slab cache"};
	return seen;
}

std::string message_of(const std::string& text)
{
	const auto broken = restored(text);
	if (broken)
		return "restored";
	EXPECT_EQ(broken.error().code(), EINVAL);
	return broken.error().message();
}

TEST(Saved, HoldsEverything)
{
	const auto before = full_one();
	const auto after = restored(saved({before})).value();
	ASSERT_EQ(after.size(), 1U);
	const Observation& seen = after.front();

	EXPECT_EQ(seen.taken_at, before.taken_at);
	EXPECT_EQ(seen.host, before.host);
	EXPECT_EQ(seen.place, before.place);
	EXPECT_EQ(seen.seconds, before.seconds);
	EXPECT_EQ(seen.seconds_after_pass, before.seconds_after_pass);
	EXPECT_EQ(seen.entries_after_pass, before.entries_after_pass);
	EXPECT_EQ(seen.before.fill.max, before.before.fill.max);
	EXPECT_EQ(seen.after.counters.chain_too_long, before.after.counters.chain_too_long);
	EXPECT_EQ(seen.after.gate_dropped, before.after.gate_dropped);
	EXPECT_EQ(seen.figures.of(Kind::kOther).top_pairs.front().name,
		  before.figures.of(Kind::kOther).top_pairs.front().name);
	EXPECT_EQ(seen.figures.idle, before.figures.idle);
	EXPECT_EQ(seen.figures.helpers, before.figures.helpers);
	EXPECT_EQ(seen.settings, before.settings);
	EXPECT_EQ(seen.tracks, before.tracks);
	EXPECT_EQ(seen.tapped->malformed, before.tapped->malformed);
	EXPECT_EQ(seen.slab_objects, before.slab_objects);
	EXPECT_EQ(seen.queues.front().process, "suricata (1)");
	EXPECT_EQ(seen.owners.front().sockets, before.owners.front().sockets);
	EXPECT_EQ(seen.neighbours.front().log.seconds_ago, before.neighbours.front().log.seconds_ago);
	EXPECT_EQ(seen.foreign_settings.front().by, "kube-proxy");
	EXPECT_EQ(seen.gates, before.gates);
	EXPECT_EQ(seen.unseen, before.unseen);
	EXPECT_EQ(saved(after), saved({before})) << "and all the rest";
}

/// What was not written would be missing here: each number of full_one() stands in the file once.
TEST(Saved, LeavesNoNumberOut)
{
	const std::string text = saved({full_one()});
	Numbers numbers;
	Observation count;
	numbers.fill(count.before);
	numbers.fill(count.after);
	numbers.fill(count.figures);
	const std::uint64_t last = numbers.next();
	for (std::uint64_t number = 1001; number <= last; ++number)
		EXPECT_THAT(text, testing::ContainsRegex("[^0-9]" + std::to_string(number) + "[^0-9]"));
}

TEST(Saved, HoldsWhatIsNotKnown)
{
	const auto after = restored(saved({Observation{}})).value();
	EXPECT_FALSE(after.front().tracks);
	EXPECT_FALSE(after.front().tapped);
	EXPECT_FALSE(after.front().slab_objects);
	EXPECT_TRUE(restored(saved({})).value().empty());
}

TEST(Saved, IsDiagnosedAsItWasSeen)
{
	const auto seen = observation(
		{.parts = {{.kind = Kind::kSynSent, .entries = 60'000}, {.kind = Kind::kIdle, .entries = 35'000}},
		 .growth = 300,
		 .a_second = {.drop = 4'000, .chain_too_long = 3}});
	const auto after = restored(saved({seen})).value();
	const Diagnosis here{seen, diagnose(seen)}, elsewhere{after.front(), diagnose(after.front())};
	EXPECT_GE(here.findings.size(), 3U);
	EXPECT_EQ(text_of(here), text_of(elsewhere));
}

/// The kernel lets a process call itself what it likes.
TEST(Saved, ReplacesWhatIsNoText)
{
	Observation seen;
	seen.queues = {{7, "\xff\xfe (4711)", 1}};
	const auto after = restored(saved({seen}));
	ASSERT_TRUE(after) << after.error().message();
	EXPECT_EQ(after->front().queues.front().process, "\uFFFD\uFFFD (4711)");
}

TEST(Restored, RefusesWhatIsNoObservation)
{
	const auto refused = AllOf(StartsWith("not an observation that ctgate doctor --save has written"),
				   Not(HasSubstr("json.exception")), Not(HasSubstr("\n")));
	for (const std::string text :
	     {"", " ", "{", "[]", "7", "null", "\"text\"", "{}", "{\"schema\": 7}", "{\"schema\": \"ctgate/doctor/1\"}",
	      "{\"schema\": \"ctgate/observation/1\"}",
	      "{\"schema\": \"ctgate/observation/1\", \"observations\": {\"a\": 1}}",
	      "{\"schema\": \"ctgate/observation/1\", \"observations\": [7]}",
	      "{\"schema\": \"ctgate/observation/1\", \"observations\": [{}]}", "\xff\xfe\x00", "conntrack v1.4.7"})
		EXPECT_THAT(message_of(text), refused) << text;
	EXPECT_THAT(message_of(std::string(100'000, '[')), refused);
	EXPECT_THAT(message_of(std::string(100'000, '[') + std::string(100'000, ']')), refused);
	EXPECT_THAT(message_of(saved({Observation{}}).substr(0, 900)), refused) << "cut off";
}

TEST(Restored, NamesWhatIsMissing)
{
	const json whole = json::parse(saved({full_one()}));
	for (const auto& [name, value] : whole["observations"][0].items()) {
		json broken = whole;
		broken["observations"][0].erase(name);
		EXPECT_THAT(message_of(broken.dump()), HasSubstr("key '" + name + "' not found"));
	}
}

TEST(Restored, RefusesAMemberOfAnotherType)
{
	const json whole = json::parse(saved({full_one()}));
	for (const auto& [name, value] : whole["observations"][0].items()) {
		json broken = whole;
		broken["observations"][0][name] = value.is_string() ? json(7) : json("seven");
		EXPECT_THAT(message_of(broken.dump()),
			    testing::AnyOf(HasSubstr("type must be"), HasSubstr("cannot use at()")))
			<< name;
	}
}

std::string with(const std::string& pointer, const json& value)
{
	json whole = json::parse(saved({full_one()}));
	whole["observations"][0][json::json_pointer{pointer}] = value;
	return whole.dump();
}

TEST(Restored, RefusesNumbersThatCannotBe)
{
	EXPECT_THAT(message_of(with("/after/fill/entries", -5)), HasSubstr("\"entries\" cannot be -5"));
	EXPECT_THAT(message_of(with("/after/fill/max", 18446744073709551615U)),
		    HasSubstr("\"max\" cannot be 18446744"));
	EXPECT_THAT(message_of(with("/slab_objects", 1e300)), HasSubstr("\"slab_objects\" cannot be 1e+300"));
	EXPECT_THAT(message_of(with("/seconds", -2.0)), HasSubstr("\"seconds\" cannot be -2.0"));
	EXPECT_THAT(message_of(with("/settings/nf_conntrack_buckets", INT64_MIN)), HasSubstr("cannot be -92233720368"));
	EXPECT_EQ(message_of(with("/settings/nf_conntrack_tcp_timeout_established", -1)), "restored");
	EXPECT_EQ(message_of(with("/after/received", 1ULL << 53)), "restored");
	EXPECT_THAT(message_of("{\"schema\": \"ctgate/observation/1\", \"seconds\": 1e999}"), HasSubstr("not an"));
}

/// A file may come from anybody, and a terminal obeys.
TEST(Restored, RefusesControlCharacters)
{
	EXPECT_THAT(message_of(with("/host", "a\033[2J")), HasSubstr("\"host\" cannot be \"a\\u001b[2J\""));
	EXPECT_THAT(message_of(with("/figures/helpers", json{{"f\np", 1}})), HasSubstr("cannot be \"f\\np\""));
}

/// As absurd as the file may be, the diagnosis is text and JSON.
TEST(Restored, CanBeDiagnosedWhateverItsNumbersAre)
{
	json whole = json::parse(saved({full_one()}));
	for (const auto number : {0ULL, 1ULL, 1ULL << 53}) {
		const std::string flat = [&] {
			json all = whole.flatten();
			for (auto& [pointer, value] : all.items())
				if (value.is_number_integer())
					value = number;
			return all.unflatten().dump();
		}();
		auto after = restored(flat);
		ASSERT_TRUE(after) << after.error().message();
		const Observation& seen = after->front();
		const Diagnosis diagnosis{seen, diagnose(seen)};
		EXPECT_FALSE(text_of(diagnosis).empty());
		EXPECT_TRUE(json::accept(json_of({&diagnosis, 1})));
	}
}

} // namespace
} // namespace ctgate::doctor
