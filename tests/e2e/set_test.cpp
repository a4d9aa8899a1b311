// SPDX-License-Identifier: MIT
// The allow set and the deny set, one prefix at a time.
#include "tests/e2e/set_fixture.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ctgate::e2e
{
namespace
{

using packet::Frame;
using testing::HasSubstr;

TEST_F(SetCommand, DenyDropsAtOnceAndDelLetsIn)
{
	EXPECT_TRUE(passes(kDenied));
	EXPECT_THAT(done({"deny", "add", "198.51.100.0/24", kDenied6}), HasSubstr("deny: 198.51.100.0/24\n"));
	EXPECT_TRUE(is_denied(kDenied));
	EXPECT_TRUE(is_denied(kDenied6));
	EXPECT_TRUE(passes("198.51.101.1"));
	done({"deny", "add", "192.0.2.9"}); // into a set that has prefixes: no other program is loaded for it
	EXPECT_TRUE(is_denied("192.0.2.9"));
	EXPECT_THAT(done({"deny", "del", "198.51.100.0/24", kDenied6}), HasSubstr("deny: deleted 198.51.100.0/24\n"));
	EXPECT_TRUE(passes(kDenied));
	EXPECT_TRUE(passes(kDenied6));
	EXPECT_TRUE(is_denied("192.0.2.9"));
}

TEST_F(SetCommand, AllowWinsOverDenyAndLimitsButNotOverMalformed)
{
	done({"deny", "add", "198.51.100.0/24"});
	done({"allow", "add", kDenied});
	EXPECT_TRUE(passes(kDenied));
	EXPECT_TRUE(is_denied("198.51.100.2"));
	const auto malformed = Frame{}.ipv4({.source = kDenied}).tcp({.flags = 0}).bytes();
	EXPECT_EQ(count(bed_->filter(), bed_->wire(), malformed).dropped(CTG_TCP_FLAGS_NULL), 1u);
	done({"allow", "excuse", "malformed"});
	EXPECT_EQ(count(bed_->filter(), bed_->wire(), malformed).passed(), 1u);
	EXPECT_THAT(done({"status"}), HasSubstr("allow: IPv4, deny: IPv4"));
}

TEST_F(SetCommand, TimedEntriesEndByThemselves)
{
	done({"deny", "add", "198.51.100.0/24", "--for", "1d"});
	EXPECT_THAT(done({"allow", "add", kDenied, "--for", "1s", "--why", "a moment"}), HasSubstr("# a moment"));
	EXPECT_TRUE(eventually([&] { return is_denied(kDenied); })) << "nothing ran that could have ended it";
	EXPECT_EQ(bed_->ctgate({"allow", "test", kDenied}).exit_code, 1);
	EXPECT_THAT(done({"allow", "list"}), HasSubstr("# allow: 0 prefixes"));
	EXPECT_THAT(done({"allow", "list"}), HasSubstr("the time of 1 more is over"));
	EXPECT_EQ(done({"allow", "del", "--over"}), "allow: deleted 1 prefix whose time was over\n");
	EXPECT_EQ(done({"allow", "del", "--over"}), "allow: deleted 0 prefixes whose time was over\n");
	EXPECT_TRUE(is_denied(kDenied));
}

TEST_F(SetCommand, AddingAgainReplacesAndTellsWhatWas)
{
	done({"deny", "add", kDenied, "--for", "2h", "--why", "first"});
	EXPECT_THAT(done({"deny", "add", kDenied, "--why", "second"}), HasSubstr("# second (was 198.51.100.1 until "));
	EXPECT_THAT(done({"deny", "list"}),
		    testing::EndsWith("\n198.51.100.1                                # second\n"));
	done({"deny", "add", kDenied});
	EXPECT_THAT(done({"deny", "list"}), testing::EndsWith("\n198.51.100.1\n")) << "no text of an earlier entry";
}

TEST_F(SetCommand, AnInterfaceThatWasDeletedDoesNotKeepTheOthersFromTheSet)
{
	bed_->host().must("ip link add gate1 type veth peer name gate2");
	done({"attach", "gate1"});
	bed_->host().must("ip link del gate1");
	ASSERT_TRUE(eventually([&] {
		return bed_->ctgate({"status", "gate1"}).out.find("GONE") != std::string::npos;
	}));
	done({"deny", "add", kDenied});
	EXPECT_TRUE(is_denied(kDenied));
	const auto again = bed_->ctgate({"deny", "add", "192.0.2.9"});
	EXPECT_EQ(again.exit_code, 0);
	EXPECT_EQ(again.err, "") << "no program had to be loaded";
	const auto loaded = bed_->ctgate({"deny", "load", "--empty"});
	EXPECT_EQ(loaded.exit_code, 0);
	EXPECT_THAT(loaded.err, HasSubstr("gate1: left out, the interface was deleted"));
	EXPECT_TRUE(passes(kDenied));
}

TEST_F(SetCommand, TestSaysWhichPrefixDecides)
{
	done({"deny", "add", "198.51.100.0/24", "--why", "scanners"});
	done({"deny", "add", "198.51.0.0/16"});
	EXPECT_EQ(done({"deny", "test", kDenied}), "198.51.100.1: deny set: 198.51.100.0/24 # scanners\n");
	done({"allow", "add", kDenied});
	EXPECT_THAT(done({"deny", "test", kDenied}),
		    HasSubstr("but not denied, for the allow set wins: 198.51.100.1\n"));
	const auto other = bed_->ctgate({"deny", "test", kDenied6});
	EXPECT_EQ(other.exit_code, 1);
	EXPECT_EQ(other.err, "ctgate: 2001:db8:1::1 is not in the deny set\n");
}

TEST_F(SetCommand, WhoIsLoggedInBySshDoesNotCutHimselfOff)
{
	const std::vector<std::string> by_ssh{"env", "SSH_CONNECTION=198.51.100.1 4711 203.0.113.1 22", CTGATE_BINARY};
	const auto with = [&](std::vector<std::string> arguments) {
		arguments.insert(arguments.begin(), by_ssh.begin(), by_ssh.end());
		return arguments;
	};
	const auto file = text_file("198.51.0.0/16\n");
	expect_command_refused(*bed_, with({"deny", "add", "198.51.100.0/24"}), 1,
			       {"198.51.100.1", "ctgate allow add"});
	expect_command_refused(*bed_, with({"deny", "load", file.path()}), 1, {"198.51.100.1", "198.51.0.0/16"});
	// sudo hides the variable; the shell that called it has it
	expect_command_refused(
		*bed_,
		{"env", "SSH_CONNECTION=198.51.100.1 4711 203.0.113.1 22", "sh", "-c",
		 fmt::format("env -u SSH_CONNECTION {} deny add 198.51.100.0/24; exit $?", CTGATE_BINARY)},
		1, {"198.51.100.1", "cut you off"});
	done({"allow", "add", "198.51.100.1"});
	EXPECT_EQ(bed_->host().run(with({"deny", "add", "198.51.100.0/24"})).exit_code, 0);
	expect_command_refused(*bed_, with({"allow", "del", "198.51.100.1"}), 1, {"198.51.100.1"});
	expect_command_refused(*bed_, with({"allow", "load", "--empty"}), 1, {"198.51.100.1"});
	EXPECT_EQ(bed_->host().run(with({"allow", "del", "198.51.100.1", "--force"})).exit_code, 0);
	EXPECT_TRUE(is_denied(kDenied));
}

TEST_F(SetCommand, MistakesAreToldAndChangeNothing)
{
	const auto wrong = text_file("203.0.113.0/24\n203.0.113.1/24\n"), nothing = text_file("# nothing\n");
	const std::string folder = std::filesystem::path{wrong.path()}.parent_path();
	const struct {
		std::vector<std::string> arguments;
		int exit_code;
		std::vector<std::string> says;
	} mistakes[] = {
		{{"deny", "add", "203.0.113.1/24"}, 2, {"203.0.113.0/24"}},
		{{"deny", "add", "198.51.100.1", "eth0"}, 2, {"`eth0` is not a prefix"}},
		{{"deny", "add", "198.51.100.1", "--for", "10"}, 2, {"`10` is not a duration", "10m"}},
		{{"deny", "add", "198.51.100.1", "--why", std::string(95, 'x')}, 2, {"94 bytes at most"}},
		{{"deny", "add", "0.0.0.0/0"}, 2, {"everybody", "--force"}},
		{{"deny", "add"}, 2, {"prefix"}},
		{{"deny", "del", "198.51.100.1"}, 1, {"198.51.100.1 is not in the set"}},
		{{"deny", "del"}, 2, {"--over"}},
		{{"deny", "test", "198.51.100.0/24"}, 2, {"is not an address"}},
		{{"deny", "load", wrong.path()}, 2, {wrong.path() + ":2", "203.0.113.0/24"}},
		{{"deny", "load", nothing.path()}, 2, {"--empty"}},
		{{"deny", "load", "/nonexistent"}, 1, {"/nonexistent", "No such file"}},
		{{"deny", "load", folder}, 1, {folder}},
		{{"deny", "load"}, 2, {"which file"}},
		{{"deny", "loadd", "x"}, 2, {"did you mean `load`"}},
		{{"deny"}, 2, {"add"}},
		{{"allow", "excuse", "all"}, 2, {"limits", "malformed"}},
	};
	for (const auto& [arguments, exit_code, says] : mistakes) {
		SCOPED_TRACE(fmt::format("ctgate {}", fmt::join(arguments, " ")));
		expect_refused(*bed_, arguments, exit_code, says);
	}
	done({"deny", "add", "198.51.100.0/24"});
	expect_refused(*bed_, {"deny", "del", "198.51.100.0/24", "198.51.100.1"}, 1,
		       {"198.51.100.1 is not in the set", "198.51.100.0/24, which holds it, is"});
	EXPECT_TRUE(is_denied(kDenied));
}

} // namespace
} // namespace ctgate::e2e
