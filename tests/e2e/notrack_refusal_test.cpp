// SPDX-License-Identifier: MIT
// What `ctgate advise notrack` does not advise: one sentence, and no rule.
#include "tests/e2e/entries.hpp"
#include "tests/e2e/network.hpp"
#include "tests/e2e/refusal.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ctgate::e2e
{
namespace
{

using Words = std::vector<std::string>;

constexpr int kFailed = 1, kUsage = 2, kNotPermitted = 4; // as docs/cli.md has them

class NotrackRefusal : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	static Words advise(const Words& arguments)
	{
		Words command{CTGATE_BINARY, "advise", "notrack"};
		command.insert(command.end(), arguments.begin(), arguments.end());
		return command;
	}

	static void expect_refused(const Namespace& host, const Words& command, int exit_code, const Words& says)
	{
		SCOPED_TRACE(fmt::format("{}", fmt::join(command, " ")));
		expect_one_sentence(host.run(command), exit_code, says);
	}
};

TEST_F(NotrackRefusal, TellsInOneSentenceWhatIsWrong)
{
	const Namespace host;
	const std::vector<std::pair<Words, Words>> mistakes{
		{{"dsn"}, {"`dsn` is no service", "health-check", "did you mean `dns`"}},
		{{"dns", "--syntax", "pf"}, {"--syntax", "`pf`", "nft or iptables"}},
		{{"dns", "--port", "53"}, {"--port belongs to health-check", "dns has its own"}},
		{{"dns", "--protocol", "tcp"}, {"--protocol belongs to --port"}},
		{{"--source", "10.0.0.0/8"}, {"--source: say which service"}},
		{{"vxlan", "--source", "10.0.0.0/8"}, {"vxlan has no clients"}},
		{{"dns", "--source", "10.0.0.1/8"}, {"--source", "10.0.0.0/8"}},
		{{"health-check"}, {"health-check", "--port", "--source"}},
		{{"health-check", "--port", "80"}, {"--source"}},
		{{"health-check", "--source", "10.0.0.1"}, {"--port"}},
		{{"health-check", "--port", "80", "--source", "10.0.0.1", "--forwarded"}, {"ends at this host"}},
		{{"--port", "8125"}, {"--port 8125: say --protocol"}},
		{{"--port", "99999", "--protocol", "udp"}, {"`99999` is not a port"}},
		{{"--port", "8125", "--protocol", "icmp"}, {"`icmp` has no ports", "udp or tcp"}},
		{{"--forwards"}, {"did you mean `--forwarded`"}},
	};
	for (const auto& [arguments, says] : mistakes)
		expect_refused(host, advise(arguments), kUsage, says);
	expect_refused(host, {CTGATE_BINARY, "advise"}, kUsage, {"notrack"});
}

TEST_F(NotrackRefusal, DoesNotAdviseBlindlyWhatNatTranslates)
{
	const Namespace host;
	host.must("ip address add 192.0.2.1/32 dev lo");
	const auto query = [](std::uint16_t port) {
		return NewEntry{.original = tuple("203.0.113.7", port, "192.0.2.1", 53), .protocol = IPPROTO_UDP};
	};
	NewEntry redirected = query(2);
	redirected.destination_nat = address_of("10.0.0.53");
	NewEntry masqueraded = query(3);
	masqueraded.source_nat = address_of("192.0.2.9");
	host.inside([&] { insert(std::vector{query(1), redirected, masqueraded}); });

	expect_refused(host, advise({"dns"}), kFailed,
		       {"of 3 entries 1 have their source translated", "1 their destination", "--despite-nat"});
	const auto despite = host.run(advise({"dns", "--despite-nat"}));
	EXPECT_EQ(despite.exit_code, 0);
	EXPECT_THAT(despite.out, testing::HasSubstr("2 of these entries are translated, AND WILL NOT BE ANY MORE"));
}

TEST_F(NotrackRefusal, TranslationOfOthersIsNoReason)
{
	const Namespace host;
	host.must("ip address add 192.0.2.1/32 dev lo");
	const NewEntry passes{.original = tuple("10.0.0.7", 40000, "198.51.100.1", 53),
			      .protocol = IPPROTO_UDP,
			      .source_nat = address_of("192.0.2.1")};
	host.inside([&] { insert({&passes, 1}); });
	EXPECT_EQ(host.run(advise({"dns"})).exit_code, 0);
	expect_refused(host, advise({"dns", "--forwarded"}), kFailed, {"of 1 entries 1 have their source translated"});
}

TEST_F(NotrackRefusal, NobodyMayNotLook)
{
	const Namespace host;
	Words command{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
	for (const auto& word : advise({"dns"}))
		command.push_back(word);
	expect_refused(host, command, kNotPermitted, {"sudo ctgate"});
}

} // namespace
} // namespace ctgate::e2e
