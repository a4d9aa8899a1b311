// SPDX-License-Identifier: MIT
#include "tests/bpf/conntrack_entry.hpp"
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

constexpr std::uint32_t kHalf = 4;
constexpr std::uint32_t kProbationStamps = 5; ///< longer than probation

/// Who gets the half of a total's burst that strangers do not get.
class LimitReserve : public ConntrackTest
{
protected:
	static Config config() { return only_limits({limit_of("dns", CTG_LIMIT_UDP, 2 * kHalf, {53})}, CTG_TOTAL); }

	static packet::Bytes query(const std::string& source, std::uint16_t port = 40000)
	{
		return Frame{}.ipv4({.source = source}).udp({.source_port = port}).bytes();
	}

	/// Strangers take what they can get, and no more.
	static void drain(FilterRun& filter, std::uint32_t left)
	{
		for (std::uint32_t i = 0; i < 100; ++i) {
			const auto frame = query(fmt::format("10.0.{}.1", i));
			EXPECT_EQ(filter(frame), i < left ? passed(frame) : dropped("limit_dns_total", frame)) << i;
		}
	}
};

TEST_F(LimitReserve, IsForASourceThatIsKnownAndEndsLikeEveryBucket)
{
	FilterRun filter{config()};
	const auto known = query("192.0.2.1");
	EXPECT_EQ(filter(known), passed(known));
	filter.age_memories(kProbationStamps);
	drain(filter, kHalf - 1);
	Outcome outcome = filter.repeat(known, 50);
	EXPECT_EQ(outcome.moved["passed"].packets, kHalf);
	EXPECT_EQ(outcome.moved["dropped limit_dns_total"].packets, 50 - kHalf);
}

TEST_F(LimitReserve, IsNotForASourceOnProbation)
{
	FilterRun filter{config()};
	const auto frame = query("192.0.2.1");
	EXPECT_EQ(filter(frame), passed(frame));
	drain(filter, kHalf - 1);
	EXPECT_EQ(filter(frame), dropped("limit_dns_total", frame));
}

TEST_F(LimitReserve, IsNotTouchedByAFlowThatConntrackKnows)
{
	FilterRun filter{config()};
	const auto known = query("192.0.2.1"), on_probation = query("192.0.2.2");
	EXPECT_EQ(filter(known), passed(known));
	filter.age_memories(kProbationStamps);
	EXPECT_EQ(filter(on_probation), passed(on_probation));
	drain(filter, kHalf - 2);
	know_udp({.source = "192.0.2.2"});
	EXPECT_EQ(filter.repeat(on_probation, 100).moved["passed"].packets, 100u);
	const auto another_flow = query("192.0.2.2", 40001);
	EXPECT_EQ(filter(another_flow), dropped("limit_dns_total", another_flow));
	EXPECT_EQ(filter.repeat(known, 50).moved["passed"].packets, kHalf) << "the reserve was whole";
}

TEST_F(LimitReserve, IsNotForAStrangerAboutWhomConntrackIsNotEvenAsked)
{
	FilterRun filter{config()};
	drain(filter, kHalf);
	know_udp({.source = "192.0.2.3"});
	const auto frame = query("192.0.2.3");
	EXPECT_EQ(filter(frame), dropped("limit_dns_total", frame));
}

TEST_F(LimitReserve, KnowsASourceOfIpv6ByItsWholeAddress)
{
	FilterRun filter{config()};
	const auto known = Frame{}.ipv6({.source = "2001:db8::1"}).udp().bytes();
	const auto neighbour = Frame{}.ipv6({.source = "2001:db8::2"}).udp().bytes();
	EXPECT_EQ(filter(known), passed(known));
	filter.age_memories(kProbationStamps);
	drain(filter, kHalf - 1);
	EXPECT_EQ(filter(neighbour), dropped("limit_dns_total", neighbour));
	EXPECT_EQ(filter(known), passed(known));
}

} // namespace
} // namespace ctgate
