// SPDX-License-Identifier: MIT
// ctgate apply: what the files say stands afterwards, on all interfaces or on none.
#include "tests/e2e/config_fixture.hpp"
#include "tests/e2e/set_fixture.hpp"

#include "userspace/config/config.hpp"

#include <fmt/format.h>

namespace ctgate::e2e
{
namespace
{

using testing::HasSubstr;
using testing::Not;

class Apply : public ConfigCommand
{
protected:
	/// One more cable in the host.
	void add_interface(const std::string& name) const
	{
		bed_->host().must(
			fmt::format("ip link add {0} type veth peer name {0}-peer\nip link set {0} up", name));
	}

	Config config_of(const std::string& interface) const
	{
		Config config = Config::defaults();
		bed_->host().inside([&] { config = Config::from(Filter::open(interface).value().policy().value()); });
		return config;
	}
	bool has_filter(const std::string& interface) const
	{
		bool has = false;
		bed_->host().inside([&] { has = Filter::open(interface).has_value(); });
		return has;
	}
};

TEST_F(Apply, AttachesAllInterfacesThatTheFilesName)
{
	add_interface("spare0");
	write(kMain, "[defaults]\nlimits.dns.rate = \"7/s\"\n[interface.\"gate*\"]\n[interface.spare0]\narmed = false\n"
		     "mode = \"generic\"\n[interface.later0]\n");
	const std::string said = done({"apply"});
	EXPECT_EQ(said, "gate0: attached, native\nspare0: attached, generic\nlater0: not there now\n");
	EXPECT_EQ(to_string(config_of("gate0").limit("dns").value().bucket[CTG_TOTAL].rate), "7/s");
	EXPECT_EQ(config_of("gate0").arming(), Arming::kArmed);
	EXPECT_EQ(config_of("spare0").arming(), Arming::kDisarmed);
	EXPECT_EQ(done({"config", "diff"}), "what is in force is what the files say\n");
	EXPECT_EQ(done({"apply"}), "gate0: as the files say\nspare0: as the files say\nlater0: not there now\n");
}

TEST_F(Apply, ChangesWhatStandsAndKeepsItsCounters)
{
	bed_->ctgate_done({"attach", "gate0"});
	bed_->ctgate_done(
		{"limit", "add", "game", "udp", "--ports", "7777", "--source-rate", "1/s", "--source-burst", "1"});
	bed_->ctgate_done({"limit", "del", "ntp"});
	ASSERT_EQ(count(bed_->filter(), bed_->wire(), packet::Frame{}.ipv4().udp({.destination_port = 7777}).bytes(), 3)
			  .dropped(),
		  2u);
	const auto program = bed_->filter().program_id();
	// Named the other way round: each limit must find its own counters all the same.
	write(kMain, "[interface.gate0.limits]\nwork = {protocol = \"udp\", ports = [8888], rate = \"5/s\"}\n"
		     "game = {protocol = \"udp\", ports = [7777], source_rate = \"2/s\", source_burst = 1}\n");
	EXPECT_EQ(done({"apply"}), "gate0: changed\n");
	EXPECT_NE(bed_->filter().program_id(), program);
	EXPECT_EQ(counters_of(bed_->filter()).dropped[bed_->reason("limit_game_source")].packets, 2u);
	EXPECT_EQ(counters_of(bed_->filter()).dropped[bed_->reason("limit_work_total")].packets, 0u);
	EXPECT_TRUE(config_of("gate0").limit("ntp"));
	EXPECT_EQ(done({"config", "diff"}), "what is in force is what the files say\n");
}

TEST_F(Apply, LeavesAndNamesWhatNoFileSpeaksOfUnlessToldToPrune)
{
	add_interface("spare0");
	bed_->ctgate_done({"attach", "spare0"});
	write(kMain, "[interface.gate0]\n");
	EXPECT_THAT(done({"apply"}), HasSubstr("spare0: left as it is, no file speaks of it (ctgate detach spare0"));
	EXPECT_TRUE(has_filter("spare0"));
	EXPECT_THAT(done({"apply", "--prune"}), HasSubstr("spare0: detached"));
	EXPECT_FALSE(has_filter("spare0"));
	EXPECT_TRUE(has_filter("gate0"));
}

TEST_F(Apply, ChangesNothingWhenTheFilesAreBad)
{
	write(kMain, "[interface.gate0]\n");
	done({"apply"});
	write("etc/ctgate/conf.d/20.toml", "[defaults]\narmd = false\nlearning = 3\n");
	const auto before = bed_->filter().program_id();
	const Finished apply = run({"apply"});
	EXPECT_EQ(apply.exit_code, 2);
	EXPECT_THAT(apply.err, HasSubstr("20.toml:2:1: `armd` is not known here"));
	EXPECT_THAT(apply.err, HasSubstr("20.toml:3:12: "));
	EXPECT_EQ(bed_->filter().program_id(), before);
}

TEST_F(Apply, TouchesNoInterfaceWhenOneCannotBeHad)
{
	add_interface("spare0");
	bed_->host().must("ip link add bridge0 type bridge"); // whose driver has no native XDP
	bed_->ctgate_done({"attach", "gate0"});
	write(kMain, "[defaults]\narmed = false\n[interface.gate0]\n[interface.spare0]\n[interface.bridge0]\n");
	refused({"apply"}, 1, {"the driver of bridge0 has no native XDP"});
	EXPECT_FALSE(has_filter("spare0"));
	EXPECT_EQ(config_of("gate0").arming(), Arming::kArmed);
}

TEST_F(Apply, RefusesWhatOnlyANewAttachmentCouldBring)
{
	bed_->ctgate_done({"attach", "gate0"});
	write(kMain, "[interface.gate0]\nmode = \"generic\"\narmed = false\n");
	refused({"apply"}, 1,
		{"gate0 has its filter with mode native, and the files say generic", "ctgate detach gate0"});
	write(kMain, "[interface.gate0]\nsketch = \"1M\"\narmed = false\n");
	refused({"apply"}, 1, {"gate0 has its filter with a sketch of 8M, and the files say 1M"});
}

TEST_F(Apply, ReplacesTheSetsThatTheFilesSpeakOf)
{
	bed_->ctgate_done({"attach", "gate0"});
	bed_->ctgate_done({"allow", "add", "192.0.2.7"});
	bed_->ctgate_done({"deny", "add", "192.0.2.9"});
	bed_->ctgate_done({"deny", "add", "192.0.2.10", "--for", "1h"});
	write(kMain,
	      "[interface.gate0]\n[sets.deny]\nprefixes = [\"198.51.100.0/24 # scanner\"]\nfiles = [\"more.txt\"]\n");
	write("etc/ctgate/more.txt", "2001:db8:1::/48\n");
	EXPECT_EQ(done({"apply"}), "gate0: as the files say\ndeny: 3 prefixes\n");
	const std::string denied = bed_->ctgate_done({"deny", "list"});
	EXPECT_THAT(denied, HasSubstr("198.51.100.0/24                             # scanner\n"));
	EXPECT_THAT(denied, HasSubstr("2001:db8:1::/48\n"));
	EXPECT_THAT(denied, HasSubstr("192.0.2.10 until "));
	EXPECT_THAT(denied, Not(HasSubstr("192.0.2.9\n")));
	EXPECT_THAT(bed_->ctgate_done({"allow", "list"}), HasSubstr("192.0.2.7"));
	EXPECT_EQ(count(bed_->filter(), bed_->wire(), from("198.51.100.1")).dropped(CTG_PREFIX_DENIED), 1u);
	EXPECT_EQ(done({"config", "diff"}), "what is in force is what the files say\n");
}

TEST_F(Apply, CutsNobodyOffWhoIsLoggedInBySsh)
{
	bed_->ctgate_done({"attach", "gate0"});
	const std::string deny = "[interface.gate0]\n[sets.deny]\nprefixes = [\"198.51.100.0/24\"]\n";
	write(kMain, deny);
	std::vector<std::string> command{"env", "SSH_CONNECTION=198.51.100.7 50000 192.0.2.1 22", CTGATE_BINARY};
	const auto arguments = rooted({"apply"});
	command.insert(command.end(), arguments.begin(), arguments.end());
	expect_command_refused(*bed_, command, 1, {"198.51.100.7", "is in 198.51.100.0/24", "--force"});
	write(kMain, deny + "[sets.allow]\nprefixes = [\"198.51.100.7\"]\n");
	EXPECT_EQ(bed_->host().run(command).exit_code, 0);
	write(kMain, deny + "[sets.allow]\nprefixes = []\n");
	expect_command_refused(*bed_, command, 1, {"198.51.100.7"});
	command.push_back("--force");
	EXPECT_EQ(bed_->host().run(command).exit_code, 0);
	write(kMain, "[interface.gate0]\n[sets.deny]\nprefixes = [\"0.0.0.0/0\"]\n");
	refused({"apply"}, 2, {"0.0.0.0/0 is everybody"});
	write(kMain, "[interface.gate0]\n[sets.deny]\nprefixes = [\"fe80::/64\"]\n");
	refused({"apply"}, 2, {"fe80::/64 holds link-local addresses"});
	refused({"deny", "add", "fe00::/8"}, 2, {"fe00::/8 holds link-local addresses"});
}

TEST_F(Apply, ExemptsSshAndDhcpFromLimitsThatDrop)
{
	write(kMain, "[interface.gate0]\nreasons.\"limit_syn_*\" = \"drop\"\nreasons.\"limit_udp_new_*\" = \"drop\"\n"
		     "[defaults.limits]\nsyn = {source_rate = \"1/h\", source_burst = 1}\n"
		     "udp-new = {source_rate = \"1/h\", source_burst = 1, count = \"all\"}\n");
	done({"apply"});
	const auto syn = [](std::uint16_t port) {
		return packet::Frame{}.ipv4().tcp({.destination_port = port}).bytes();
	};
	const auto datagram = [](std::uint16_t port) {
		return packet::Frame{}.ipv4().udp({.destination_port = port}).bytes();
	};
	EXPECT_EQ(count(bed_->filter(), bed_->wire(), syn(2222), 5).dropped(), 4u);
	EXPECT_EQ(count(bed_->filter(), bed_->wire(), syn(22), 5).dropped(), 0u);
	EXPECT_EQ(count(bed_->filter(), bed_->wire(), datagram(7000), 5).dropped(), 4u);
	for (const std::uint16_t port : std::initializer_list<std::uint16_t>{67, 68, 546, 547})
		EXPECT_EQ(count(bed_->filter(), bed_->wire(), datagram(port), 5).dropped(), 0u) << port;

	write("etc/ctgate/conf.d/10.toml", "[defaults]\nlearning = \"60s\"\n");
	std::vector<std::string> command{"env", "SSH_CONNECTION=198.51.100.7 50000 192.0.2.1 2222", CTGATE_BINARY};
	const auto arguments = rooted({"apply"});
	command.insert(command.end(), arguments.begin(), arguments.end());
	EXPECT_THAT(bed_->host().run(command).err,
		    HasSubstr("gate0: new SSH logins to port 2222 are held to limit syn"));
}

TEST_F(Apply, SaysHowToBeginWithoutFiles)
{
	refused({"apply"}, 1, {kMain, "begin with: ctgate config default"});
}

} // namespace
} // namespace ctgate::e2e
