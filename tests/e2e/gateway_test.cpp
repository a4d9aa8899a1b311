// SPDX-License-Identifier: MIT
// Conntrack where it is not simple: a gateway that translates addresses, zones, and namespaces side by side.
#include "loader/reasons.hpp"
#include "tests/e2e/refusal.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <optional>
#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

using packet::Frame;
using packet::kAck;
using packet::kSyn;

constexpr std::uint8_t kSynAck = kSyn | kAck;

constexpr const char* kInside = "10.0.0.2";
constexpr const char* kOutside = "192.0.2.2";
constexpr const char* kPublic = "192.0.2.1"; ///< the gateway's own, on the outside

/// A network inside, one outside, and a host with ctgate on both of its interfaces between them.
class Gateway
{
public:
	explicit Gateway(const std::string& rules)
	{
		lay_cable("lan", "10.0.0.1/24", kInside);
		lay_cable("wan", "192.0.2.1/24", kOutside);
		host_.sysctl("net/ipv4/ip_forward", 1);
		host_.nft(rules);
		for (const char* gate : {"lan", "wan"}) {
			ctgate({"attach", gate});
			for (const char* reason : {"dns_reply_unsolicited", "tcp_out_of_state"})
				ctgate({"reason", "set", reason, "drop", "--learning", "0", "--interface", gate});
		}
	}

	/// What the filter of the gateway's interface did with a frame that came in there.
	std::string fate(const std::string& gate, const Frame& frame) const
	{
		const Wire wire{world_, gate};
		const auto counted = count(filter(gate), wire, frame.bytes());
		for (const auto reason : {CTG_DNS_REPLY_UNSOLICITED, CTG_TCP_OUT_OF_STATE})
			if (counted.dropped(reason))
				return "dropped: " + std::string{find_reason(reason)->name};
		return counted.passed() ? "passed" : "dropped for another reason";
	}

	/// conntrack has such an entry.
	bool knows(const std::string& filter) const
	{
		return eventually([&] { return host_.run({"sh", "-c", "conntrack -L " + filter}).out != ""; });
	}

private:
	/// Both ends have the same name; the gateway's has the address to which tests/packet composes frames.
	void lay_cable(const std::string& name, const std::string& address, const std::string& neighbour) const
	{
		host_.must(fmt::format("ip link add {0} address 02:00:00:00:00:01 type veth peer name {0} netns {1}\n"
				       "ip link set {0} up\nip address add {2} dev {0}\n"
				       "ip neighbour add {3} lladdr 02:00:00:00:00:99 nud permanent dev {0}",
				       name, world_.name(), address, neighbour));
		world_.must(fmt::format("ip link set {} up", name));
	}

	void ctgate(std::vector<std::string> command) const
	{
		command.insert(command.begin(), CTGATE_BINARY);
		if (const auto done = host_.run(command); done.exit_code != 0)
			throw std::runtime_error(done.err);
	}

	Filter filter(const std::string& gate) const
	{
		std::optional<Result<Filter>> filter;
		host_.inside([&] { filter.emplace(Filter::open(gate)); });
		if (!*filter)
			throw std::runtime_error(filter->error().message());
		return std::move(**filter);
	}

	Namespace world_, host_;
};

class GatewayTest : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}
};

Frame udp(const std::string& from, std::uint16_t from_port, const std::string& to, std::uint16_t to_port)
{
	return Frame{}
		.ipv4({.source = from, .destination = to})
		.udp({.source_port = from_port, .destination_port = to_port})
		.payload(20);
}

Frame tcp(const std::string& from, std::uint16_t from_port, const std::string& to, std::uint16_t to_port,
	  std::uint8_t flags)
{
	const bool answers = flags == kSynAck;
	return Frame{}
		.ipv4({.source = from, .destination = to})
		.tcp({.source_port = from_port,
		      .destination_port = to_port,
		      .sequence = answers ? 5000u : 1000u + (flags != kSyn),
		      .acknowledgement = answers         ? 1001u
					 : flags == kSyn ? 0u
							 : 5001u,
		      .flags = flags});
}

TEST_F(GatewayTest, AnswersToTranslatedQuestionsPassAndOthersDoNot)
{
	const Gateway gateway{R"(table ip nat { chain out { type nat hook postrouting priority 100;
		oifname "wan" udp dport 53 masquerade to :50000
	}
	})"};
	const Frame answer = udp(kOutside, 53, kPublic, 50000);

	EXPECT_EQ(gateway.fate("wan", udp(kOutside, 53, kPublic, 50009)), "passed") << "it begins to learn";
	EXPECT_EQ(gateway.fate("lan", udp(kInside, 40000, kOutside, 53)), "passed");
	ASSERT_TRUE(gateway.knows("-p udp --orig-src 10.0.0.2 --reply-port-dst 50000"));
	EXPECT_EQ(gateway.fate("wan", answer), "passed");
	EXPECT_EQ(gateway.fate("wan", udp(kOutside, 53, kPublic, 50001)), "dropped: dns_reply_unsolicited");
	EXPECT_EQ(gateway.fate("wan", udp(kOutside, 53, kPublic, 40000)), "dropped: dns_reply_unsolicited")
		<< "the port inside means nothing outside";
	EXPECT_EQ(gateway.fate("wan", answer), "passed");
}

TEST_F(GatewayTest, ForwardedConnectionsAreInStateOnBothSides)
{
	const Gateway gateway{R"(table ip nat { chain in { type nat hook prerouting priority -100;
		iifname "wan" tcp dport 80 dnat to 10.0.0.2:8080
	}
	})"};

	EXPECT_EQ(gateway.fate("wan", tcp(kOutside, 40000, kPublic, 80, kSyn)), "passed");
	ASSERT_TRUE(gateway.knows("-p tcp --orig-port-dst 80 --reply-port-src 8080"));
	EXPECT_EQ(gateway.fate("lan", tcp(kInside, 8080, kOutside, 40000, kSynAck)), "passed");
	ASSERT_TRUE(gateway.knows("-p tcp --state SYN_RECV"));
	EXPECT_EQ(gateway.fate("wan", tcp(kOutside, 40000, kPublic, 80, kAck)), "passed");
	ASSERT_TRUE(gateway.knows("-p tcp --state ESTABLISHED"));

	EXPECT_EQ(gateway.fate("wan", tcp(kOutside, 40009, kPublic, 80, kAck)), "passed") << "it begins to learn";
	EXPECT_EQ(gateway.fate("lan", tcp(kInside, 8089, kOutside, 40000, kAck)), "passed") << "and so does this one";
	EXPECT_EQ(gateway.fate("wan", tcp(kOutside, 40001, kPublic, 80, kAck)), "dropped: tcp_out_of_state");
	EXPECT_EQ(gateway.fate("wan", tcp(kOutside, 40000, kPublic, 8080, kAck)), "dropped: tcp_out_of_state");
	EXPECT_EQ(gateway.fate("lan", tcp(kInside, 8081, kOutside, 40000, kAck)), "dropped: tcp_out_of_state");
	EXPECT_EQ(gateway.fate("lan", tcp(kInside, 8080, kOutside, 40000, kAck)), "passed");
	EXPECT_EQ(gateway.fate("wan", tcp(kOutside, 40000, kPublic, 80, kAck)), "passed");
}

TEST_F(GatewayTest, ZonesAreToldAndNotDroppedUnasked)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	bed.host().nft(R"(table inet zones { chain early { type filter hook prerouting priority -300;
		udp dport 53 ct zone set 7
	}
	})");
	const auto known = udp("10.1.0.2", 40000, "10.2.0.2", 53);
	count(bed.filter(), bed.wire(), known.bytes());
	ASSERT_TRUE(eventually([&] { return bed.host().run({"sh", "-c", "conntrack -L -w 7"}).out != ""; }));

	for (const char* reasons : {"dns_reply_unsolicited", "tcp_out_of_state", "*"})
		expect_refused(bed, {"reason", "set", reasons, "drop"}, 1, {"zone 7", "--despite-zones"});
	EXPECT_NE(bed.ctgate_done({"status", bed.interface()}).find("conntrack -L -w 7"), std::string::npos);
	bed.ctgate_done({"reason", "set", "tcp_*", "drop", "--despite-zones"});
	bed.ctgate_done({"reason", "set", "tcp_data_offset", "monitor"});
	bed.forget();
	bed.ctgate_done({"reason", "set", "dns_reply_unsolicited", "drop"});
}

TEST_F(GatewayTest, EachNamespaceHasAConntrackOfItsOwn)
{
	const Testbed one, other;
	const auto syn = tcp("10.1.0.2", 40000, "10.2.0.2", 80, kSyn);
	const auto segment = tcp("10.1.0.2", 40000, "10.2.0.2", 80, kAck);
	for (const Testbed* bed : {&one, &other}) {
		bed->ctgate_done({"attach", bed->interface()});
		bed->ctgate_done({"reason", "set", "tcp_out_of_state", "drop", "--learning", "0"});
		// Each must have seen that conntrack is at work, and that it was not emptied.
		const auto witness = [&](std::uint8_t flags) { return tcp("10.1.0.3", 40000, "10.2.0.2", 80, flags); };
		count(bed->filter(), bed->wire(), witness(kSyn).bytes());
		ASSERT_TRUE(eventually([&] { return bed->judged(Family::kIpv4).fresh.contains("10.1.0.3"); }));
		count(bed->filter(), bed->wire(), tcp("10.1.0.4", 1, "10.2.0.2", 80, kAck).bytes());
		count(bed->filter(), bed->wire(), witness(kAck).bytes());
	}
	count(one.filter(), one.wire(), syn.bytes());
	ASSERT_TRUE(eventually([&] { return one.judged(Family::kIpv4).fresh.contains("10.1.0.2"); }));

	EXPECT_EQ(count(one.filter(), one.wire(), segment.bytes()).dropped(CTG_TCP_OUT_OF_STATE), 0u);
	EXPECT_EQ(count(other.filter(), other.wire(), segment.bytes()).dropped(CTG_TCP_OUT_OF_STATE), 1u);
}

} // namespace
} // namespace ctgate::e2e
