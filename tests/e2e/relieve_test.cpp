// SPDX-License-Identifier: MIT
// `ctgate relieve` frees what it has shown and nothing else; conntrack(8) is the witness.
#include "tests/e2e/relieve.hpp"

#include "tests/e2e/testbed.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace ctgate::e2e
{
namespace
{

using testing::HasSubstr;
using testing::StartsWith;
using Words = std::vector<std::string>;

struct Kind {
	const char* name;
	int entries; ///< of every_sort()
};
constexpr Kind kKinds[]{{"unassured", 27}, {"closing", 9},           {"close-wait", 2}, {"handshakes", 5}, {"idle", 6},
			{"outlived", 2},   {"unreplied-replies", 4}, {"picked-up", 2},  {"tunnels", 4},    {"dns", 5}};

class Relieve : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	/// What the command that relieve prints for checking says.
	static int checked(const Relieved& table, const nlohmann::json& report)
	{
		return std::stoi(table.host().run({"sh", "-c", report["check"].get<std::string>()}).out);
	}

	/// Types the answer at a terminal, which script(1) is.
	static Finished asked(const Relieved& table, const std::string& kind, const std::string& answer)
	{
		const auto typed = fmt::format("(sleep 0.3; echo {}) | script -qec '{} relieve {}' /dev/null", answer,
					       CTGATE_BINARY, kind);
		return table.host().run({"sh", "-c", typed});
	}
};

TEST_F(Relieve, EveryKindFindsItsOwnAndAnotherToolCountsTheSame)
{
	const Relieved table{every_sort()};
	for (const auto& [name, entries] : kKinds) {
		SCOPED_TRACE(name);
		const auto report = table.report({name, "--dry-run"});
		EXPECT_EQ(report["found"]["entries"], entries);
		EXPECT_EQ(checked(table, report), entries) << report["check"];
		EXPECT_TRUE(report["freed"].is_null());
	}
	EXPECT_EQ(table.count(), static_cast<int>(every_sort().size())) << "a dry run has freed something";
}

TEST_F(Relieve, EveryKindFreesItsOwnAndLeavesAllOthers)
{
	for (const auto& [name, entries] : kKinds) {
		SCOPED_TRACE(name);
		const Relieved table{every_sort()};
		const auto before = table.ids();
		const auto report = table.report({name, "--yes"});
		EXPECT_EQ(report["freed"]["entries"], entries);
		EXPECT_EQ(report["freed"]["gone"], 0);
		EXPECT_EQ(report["freed"]["table"]["entries"], table.count());
		EXPECT_EQ(checked(table, report), 0);
		const auto after = table.ids();
		EXPECT_EQ(after.size() + static_cast<std::size_t>(entries), before.size());
		EXPECT_TRUE(std::ranges::includes(before, after)) << "an entry that stays is another one now";
	}
}

TEST_F(Relieve, ThePrefixAndThePortNarrowIt)
{
	const Relieved table{every_sort()};
	const std::vector<std::pair<Words, int>> narrowed{
		{{"unassured", "--source", "2001:db8:1::/48"}, 2},
		{{"unassured", "--port", "4711"}, 4},
		{{"unassured", "--source", "10.0.0.0/8", "--port", "4711"}, 3},
		{{"unassured", "--destination", "198.51.100.2"}, 0},
		{{"closing", "--port", "443", "--destination", "2001:db8::1"}, 1},
		{{"dns", "--port", "53"}, 5},
		{{"idle", "--older", "1h"}, 8},
		{{"idle", "--older", "3h"}, 0},
	};
	for (const auto& [arguments, entries] : narrowed) {
		SCOPED_TRACE(fmt::format("{}", fmt::join(arguments, " ")));
		Words dry = arguments;
		dry.push_back("--dry-run");
		const auto report = table.report(dry);
		EXPECT_EQ(report["found"]["entries"], entries);
		EXPECT_EQ(checked(table, report), entries) << report["check"];
	}
	EXPECT_EQ(table.report({"unassured", "--port", "4711", "--yes"})["freed"]["entries"], 4);
	EXPECT_EQ(table.report({"unassured", "--dry-run"})["found"]["entries"], 23);
}

TEST_F(Relieve, TheKernelFreesByItselfWhatItCanTellApart)
{
	const Relieved table{every_sort()};
	EXPECT_EQ(table.report({"closing", "--yes"})["freed"]["way"], "entries");
	EXPECT_EQ(table.report({"unassured", "--port", "4711", "--yes"})["freed"]["way"], "entries");
	EXPECT_EQ(table.report({"unassured", "--yes"})["freed"]["way"], "kernel");
}

TEST_F(Relieve, WithoutTheProofItGoesEntryByEntry)
{
	const Relieved table{every_sort()};
	const auto said = table.host().run({"setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin",
					    CTGATE_BINARY, "relieve", "unassured", "--yes", "--json"});
	ASSERT_EQ(said.exit_code, 0) << said.err;
	const auto freed = nlohmann::json::parse(said.out)["freed"];
	EXPECT_EQ(freed["way"], "entries");
	EXPECT_EQ(freed["entries"], 27);
	EXPECT_EQ(table.ids().size(), every_sort().size() - 27);
}

TEST_F(Relieve, LoweringTheTimeoutMakesConnectionsOutlived)
{
	const Relieved table{every_sort()};
	table.host().sysctl("net/netfilter/nf_conntrack_tcp_timeout_established", 7440);
	const auto report = table.report({"outlived", "--yes"});
	EXPECT_EQ(report["freed"]["entries"], 13) << "all with days left: 6 + 2 idle, 3 active, 2 from before";
	EXPECT_EQ(checked(table, report), 0);
}

TEST_F(Relieve, AsksAndTakesOnlyYesForYes)
{
	const Relieved table{every_sort()};
	const auto before = table.ids();
	for (const char* answer : {"n", "", "maybe"}) {
		const auto said = asked(table, "closing", answer);
		EXPECT_EQ(said.exit_code, 1) << said.out;
		EXPECT_THAT(said.out, HasSubstr("Free 9 entries? [y/N]"));
		EXPECT_THAT(said.out, HasSubstr("not done; nothing was changed"));
		EXPECT_EQ(table.ids(), before);
	}
	const auto said = asked(table, "closing", "y");
	EXPECT_EQ(said.exit_code, 0) << said.out;
	EXPECT_THAT(said.out, HasSubstr("freed 9 of 9 entries"));
	EXPECT_EQ(table.ids().size(), before.size() - 9);
}

TEST_F(Relieve, SaysSoWhenThereIsNothingToFree)
{
	const Relieved table{{}};
	const auto said = table.relieve({"unassured", "--yes"});
	EXPECT_EQ(said.exit_code, 0) << said.err;
	EXPECT_EQ(said.err, "");
	EXPECT_THAT(said.out, HasSubstr("none, so there is nothing to free"));
}

TEST_F(Relieve, WarnsWhenLivingConnectionsMayBeAmongThem)
{
	const Relieved table{every_sort()};
	EXPECT_THAT(table.relieve({"idle", "--older", "1h", "--dry-run"}).err,
		    AllOf(HasSubstr("TCP keepalives"), HasSubstr("2h")));
	EXPECT_EQ(table.relieve({"idle", "--dry-run"}).err, "");
	table.host().sysctl("net/ipv4/tcp_keepalive_time", 14400);
	EXPECT_THAT(table.relieve({"idle", "--dry-run"}).err, HasSubstr("4h"));
}

TEST_F(Relieve, TheFiltersOwnEntryStays)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	bed.ctgate_done({"reason", "set", "tcp_out_of_state", "drop", "--learning", "0"});
	const auto segment = packet::Frame{}.ipv4().tcp({.flags = packet::kAck}).bytes();
	count(bed.filter(), bed.wire(), segment);
	const auto mark = [&] { return bed.host().run({"conntrack", "-L", "-s", "192.0.0.8"}).out; };
	ASSERT_THAT(mark(), HasSubstr("dst=192.0.0.8"));
	bed.host().inside([] { insert(every_sort()); });

	for (const Kind& kind : kKinds)
		bed.ctgate_done({"relieve", kind.name, "--yes"});
	EXPECT_THAT(mark(), HasSubstr("dst=192.0.0.8"));
}

} // namespace
} // namespace ctgate::e2e
