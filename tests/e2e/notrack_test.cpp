// SPDX-License-Identifier: MIT
// The rules that `ctgate advise notrack` prints are loaded as they are printed, on hosts that drop by default: the
// service answers, conntrack knows nothing of it, and everything else is as closed as before.
#include "tests/e2e/entries.hpp"
#include "tests/e2e/peers.hpp"
#include "tests/packet/temporary_file.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>

#include <sstream>
#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

using packet::TemporaryFile;
using testing::HasSubstr;
using Words = std::vector<std::string>;

constexpr std::uint16_t kDns = 53, kVxlan = 4789, kWeb = 80;

constexpr const char* kServerRules = R"(table inet filter {
	chain input { type filter hook input priority filter; policy drop;
		ct state established accept
		ct state new udp dport 53 accept
		ct state new tcp dport 80 accept
		ct state new udp dport 4789 accept
		icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
	}
	chain output { type filter hook output priority filter; policy drop;
		ct state established accept
		ct state new udp dport { 53, 4789 } accept
		icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
	}
})";

constexpr const char* kRouterRules = R"(table ip filter {
	chain forward { type filter hook forward priority filter; policy drop;
		ct state established accept
		ct state new udp dport 53 accept
	}
})";

/// A client, a host that filters, and a server behind it.
class House
{
public:
	House()
	{
		lay_cable(client_, "192.0.2", "2001:db8:1:");
		lay_cable(server_, "198.51.100", "2001:db8:2:");
		host_.must("ip link set lo up");
		host_.sysctl("net/ipv4/ip_forward", 1);
	}

	const Namespace& client() const { return client_; }
	const Namespace& host() const { return host_; }
	const Namespace& server() const { return server_; }

	std::string ctgate(Words arguments) const
	{
		arguments.insert(arguments.begin(), CTGATE_BINARY);
		const auto done = host_.run(arguments);
		if (done.exit_code != 0)
			throw std::runtime_error(done.err);
		return done.out;
	}
	std::string advise(Words arguments) const
	{
		arguments.insert(arguments.begin(), {"advise", "notrack"});
		return ctgate(arguments);
	}

	/// `nft -f FILE`, `sh FILE`.
	void apply(const Words& with, const std::string& text) const
	{
		const TemporaryFile file{{text.begin(), text.end()}};
		Words command = with;
		command.push_back(file.path());
		if (const auto done = host_.run(command); done.exit_code != 0)
			throw std::runtime_error(done.err + text);
	}
	/// The commands under "# Undo:".
	void undo(const std::string& text) const
	{
		std::istringstream lines{text.substr(text.find("# Undo:\n"))};
		std::string commands;
		for (std::string line; std::getline(lines, line) && !line.empty();)
			if (line.starts_with("#   "))
				commands += line.substr(1) + "\n";
		apply({"sh", "-e"}, commands);
	}

	std::string rules() const { return host_.run({"nft", "list", "ruleset"}).out; }
	std::string entries() const { return host_.run({"conntrack", "-L"}).out; }
	void forget() const { host_.must("conntrack -F"); }

private:
	/// Between the host and a neighbour: .1 is the host.
	void lay_cable(const Namespace& neighbour, const std::string& net4, const std::string& net6) const
	{
		const std::string name = &neighbour == &client_ ? "lan" : "wan";
		host_.must(fmt::format("ip link add {0} type veth peer name {0} netns {1}\nip link set {0} up\n"
				       "ip address add {2}.1/24 dev {0}\nip address add {3}:1/64 dev {0} nodad",
				       name, neighbour.name(), net4, net6));
		neighbour.must(fmt::format("ip link set {0} up\nip address add {1}.2/24 dev {0}\n"
					   "ip address add {2}:2/64 dev {0} nodad\nip route add default via {1}.1",
					   name, net4, net6));
	}

	Namespace client_, host_, server_;
};

class Notrack : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	static bool asks_dns(const House& house, const std::string& address = "192.0.2.1")
	{
		return answered(house.client(), Transport::kUdp, address, kDns);
	}
};

TEST_F(Notrack, ADnsServerAnswersAndConntrackKnowsNothingOfIt)
{
	const House house;
	house.host().nft(kServerRules);
	const std::string rules_before = house.rules();
	const EchoServer dns4{house.host(), Transport::kUdp, "192.0.2.1", kDns};
	const EchoServer dns6{house.host(), Transport::kUdp, "2001:db8:1::1", kDns};
	for (int i = 0; i < 5; ++i)
		ASSERT_TRUE(asks_dns(house));
	ASSERT_TRUE(asks_dns(house, "2001:db8:1::1"));

	const std::string advice = house.advise({"dns"});
	EXPECT_THAT(advice, HasSubstr("dns           6 of "));
	house.apply({"nft", "-f"}, advice);
	EXPECT_THAT(house.ctgate({"relieve", "dns", "--yes"}), HasSubstr("freed 6 of 6"));
	for (int i = 0; i < 5; ++i)
		EXPECT_TRUE(asks_dns(house));
	EXPECT_TRUE(asks_dns(house, "2001:db8:1::1"));
	EXPECT_TRUE(answered(house.host(), Transport::kUdp, "192.0.2.1", kDns)) << "it asks itself";
	EXPECT_EQ(house.entries(), "");

	house.undo(advice);
	EXPECT_EQ(house.rules(), rules_before);
	EXPECT_TRUE(asks_dns(house));
	EXPECT_NE(house.entries(), "");
}

TEST_F(Notrack, WithoutTheAcceptRulesItWouldBeSilent)
{
	const House house;
	house.host().nft(kServerRules);
	const EchoServer dns{house.host(), Transport::kUdp, "192.0.2.1", kDns};
	const std::string advice = house.advise({"dns"});
	house.apply({"nft", "-f"}, advice.substr(0, advice.find("\ninsert rule")));
	EXPECT_FALSE(asks_dns(house));
}

TEST_F(Notrack, ItsOwnQuestionsStayTrackedAndNobodyElseIsLetIn)
{
	const House house;
	house.host().nft(kServerRules);
	const EchoServer other{house.client(), Transport::kUdp, "192.0.2.2", kDns};
	ASSERT_TRUE(answered(house.host(), Transport::kUdp, "192.0.2.2", kDns));
	const std::string advice = house.advise({"dns"});
	EXPECT_THAT(advice, HasSubstr("0 of "));
	EXPECT_THAT(advice, HasSubstr("1 more were opened by this host, and stay tracked"));
	house.apply({"nft", "-f"}, advice);
	house.forget();
	EXPECT_TRUE(answered(house.host(), Transport::kUdp, "192.0.2.2", kDns));
	EXPECT_THAT(house.entries(), HasSubstr("dst=192.0.2.2"));
	const Namespace& sender = house.server(); // its port 53 is free
	EXPECT_FALSE(arrives(sender, kDns, house.host(), "198.51.100.1", 5000)) << "whoever sends from port 53 gets in";
}

TEST_F(Notrack, WhatPassesThroughIsCoveredWhenAskedFor)
{
	const House house;
	house.host().nft(kRouterRules);
	const EchoServer dns{house.server(), Transport::kUdp, "198.51.100.2", kDns};
	ASSERT_TRUE(asks_dns(house, "198.51.100.2"));
	EXPECT_THAT(house.advise({"dns"}), HasSubstr("1 more pass through; --forwarded covers them too"));
	const std::string advice = house.advise({"dns", "--forwarded"});
	EXPECT_THAT(advice, HasSubstr("dns           1 of "));
	house.apply({"nft", "-f"}, advice);
	house.forget();
	EXPECT_TRUE(asks_dns(house, "198.51.100.2"));
	EXPECT_EQ(house.entries(), "");
}

TEST_F(Notrack, BothDirectionsOfATunnelPass)
{
	const House house;
	house.host().nft(kServerRules);
	const auto both_ways = [&] {
		return arrives(house.client(), 40000, house.host(), "192.0.2.1", kVxlan) &&
		       arrives(house.host(), 40001, house.client(), "192.0.2.2", kVxlan);
	};
	ASSERT_TRUE(both_ways());
	const std::string advice = house.advise({});
	EXPECT_THAT(advice, HasSubstr("vxlan         2 of "));
	EXPECT_THAT(advice, testing::Not(HasSubstr("#   dns"))) << "there is none";
	house.apply({"nft", "-f"}, advice);
	house.forget();
	EXPECT_TRUE(both_ways());
	EXPECT_EQ(house.entries(), "");
}

TEST_F(Notrack, AHealthCheckIsExemptFromItsSourceOnly)
{
	const House house;
	house.host().nft(kServerRules);
	const EchoServer web{house.host(), Transport::kTcp, "0.0.0.0", kWeb};
	ASSERT_TRUE(answered(house.client(), Transport::kTcp, "192.0.2.1", kWeb));
	const std::string advice = house.advise(
		{"health-check", "--port", "80", "--source", "192.0.2.0/24", "--source", "2001:db8:1::/64"});
	EXPECT_THAT(advice, HasSubstr("health-check  1 of "));
	house.apply({"nft", "-f"}, advice);
	house.forget();
	EXPECT_TRUE(answered(house.client(), Transport::kTcp, "192.0.2.1", kWeb));
	EXPECT_EQ(house.entries(), "");
	EXPECT_TRUE(answered(house.server(), Transport::kTcp, "198.51.100.1", kWeb));
	EXPECT_THAT(house.entries(), HasSubstr("src=198.51.100.2"));
}

TEST_F(Notrack, TheSameWithIptables)
{
	if (run({"iptables", "--version"}).exit_code != 0)
		GTEST_SKIP() << "SKIPPED: iptables is not installed";
	const House house;
	house.host().must("iptables -P INPUT DROP\niptables -P OUTPUT DROP\nip6tables -P INPUT DROP\n"
			  "iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\n"
			  "iptables -A INPUT -p udp --dport 53 -m conntrack --ctstate NEW -j ACCEPT\n"
			  "iptables -A OUTPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT");
	const std::string rules_before = house.host().run({"iptables", "-S"}).out;
	const EchoServer dns{house.host(), Transport::kUdp, "192.0.2.1", kDns};
	ASSERT_TRUE(asks_dns(house));
	EXPECT_THAT(house.advise({"dns"}), HasSubstr("iptables filters here too"));
	const std::string advice = house.advise({"dns", "vxlan", "--syntax", "iptables"});
	EXPECT_THAT(advice, HasSubstr("dns           1 of "));
	house.apply({"sh"}, advice);
	house.forget();
	EXPECT_TRUE(asks_dns(house));
	EXPECT_TRUE(arrives(house.client(), 40000, house.host(), "192.0.2.1", kVxlan));
	EXPECT_EQ(house.entries(), "");
	house.undo(advice);
	EXPECT_EQ(house.host().run({"iptables", "-S"}).out, rules_before);
	EXPECT_THAT(house.host().run({"iptables", "-t", "raw", "-S"}).out, testing::Not(HasSubstr("-A ")));
	EXPECT_TRUE(asks_dns(house));
	EXPECT_NE(house.entries(), "");
}

TEST_F(Notrack, IptablesForwardsWhatPassesThrough)
{
	if (run({"iptables", "--version"}).exit_code != 0)
		GTEST_SKIP() << "SKIPPED: iptables is not installed";
	const House house;
	house.host().must("iptables -P FORWARD DROP\n"
			  "iptables -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT\n"
			  "iptables -A FORWARD -p udp --dport 53 -m conntrack --ctstate NEW -j ACCEPT");
	const EchoServer dns{house.server(), Transport::kUdp, "198.51.100.2", kDns};
	ASSERT_TRUE(asks_dns(house, "198.51.100.2"));
	house.apply({"sh"}, house.advise({"dns", "--forwarded", "--syntax", "iptables"}));
	house.forget();
	EXPECT_TRUE(asks_dns(house, "198.51.100.2"));
	EXPECT_EQ(house.entries(), "");
}

} // namespace
} // namespace ctgate::e2e
