// SPDX-License-Identifier: MIT
// The kernel says which TCP flags are malformed in themselves: those that conntrack calls invalid wherever
// they appear. ctgate must drop exactly these. No list of valid flags stands here.
#include "loader/reasons.hpp"
#include "tests/e2e/testbed.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <vector>

namespace ctgate::e2e
{
namespace
{

constexpr int kCombinations = 512; // eight bits of byte 13, and AE
constexpr int kClient = 1, kServer = 2;
constexpr std::uint32_t kClientSequence = 1000, kServerSequence = 5000;

/// Where in a flow the packet appears.
enum class Context { kFirst, kEstablished, kReply };

/// A segment of the flow with this number: each combination has a flow of its own.
packet::Bytes segment(Family family, int number, int from, packet::Tcp tcp)
{
	const auto source = address(family, from, number),
		   destination = address(family, kClient + kServer - from, number);
	tcp.source_port = from == kClient ? 40000 : 80;
	tcp.destination_port = from == kClient ? 80 : 40000;
	packet::Frame frame;
	if (family == Family::kIpv4)
		frame.ipv4({.source = source, .destination = destination});
	else
		frame.ipv6({.source = source, .destination = destination});
	return frame.tcp(tcp).bytes();
}

packet::Bytes syn(Family family, int number)
{
	return segment(family, number, kClient, {.sequence = kClientSequence, .flags = packet::kSyn});
}

/// The combination under test, with the sequence numbers that are right in its context.
packet::Bytes combination(Family family, Context context, int number)
{
	packet::Tcp tcp{
		.sequence = kClientSequence, .flags = static_cast<std::uint8_t>(number & 0xff), .ae = number > 0xff};
	if (context == Context::kReply) {
		tcp.sequence = kServerSequence;
		tcp.acknowledgement = kClientSequence + 1;
	} else if (context == Context::kEstablished) {
		tcp.sequence = kClientSequence + 1;
		tcp.acknowledgement = kServerSequence + 1;
	}
	return segment(family, number, context == Context::kReply ? kServer : kClient, tcp);
}

template <class Compose>
void send_all(const Testbed& bed, Compose compose)
{
	const Wire wire = bed.wire();
	for (int number = 0; number < kCombinations; ++number)
		wire.send(compose(number));
}

/// Every flow's packets up to the one under test. Gives back how many.
std::uint64_t lead_in(const Testbed& bed, Family family, Context context)
{
	if (context == Context::kFirst)
		return 0;
	send_all(bed, [&](int number) { return syn(family, number); });
	bed.wait_judged(kCombinations);
	if (context == Context::kReply)
		return kCombinations;

	send_all(bed, [&](int number) {
		return segment(family, number, kServer,
			       {.sequence = kServerSequence,
				.acknowledgement = kClientSequence + 1,
				.flags = packet::kSyn | packet::kAck});
	});
	bed.wait_judged(2 * kCombinations);
	send_all(bed, [&](int number) {
		return segment(family, number, kClient,
			       {.sequence = kClientSequence + 1,
				.acknowledgement = kServerSequence + 1,
				.flags = packet::kAck});
	});
	bed.wait_judged(3 * kCombinations);
	return 3 * kCombinations;
}

/// What conntrack says of all combinations in one context.
Judged ask_conntrack(const Testbed& bed, Family family, Context context)
{
	bed.forget();
	const std::uint64_t before = lead_in(bed, family, context);
	const std::uint64_t invalid_before = bed.invalid_counter();
	send_all(bed, [&](int number) { return combination(family, context, number); });
	bed.wait_judged(before + kCombinations);
	Judged judged = bed.judged(family);
	EXPECT_EQ(judged.invalid.size(), bed.invalid_counter() - invalid_before)
		<< "conntrack's own counter disagrees with `ct state invalid`";
	return judged;
}

/// By combination: is it invalid in every context?
std::vector<bool> malformed_in_itself(const Testbed& bed, Family family, const Judged& first)
{
	std::vector<bool> malformed(kCombinations);
	for (int number = 0; number < kCombinations; ++number)
		malformed[static_cast<std::size_t>(number)] = first.invalid.contains(address(family, kClient, number));
	for (const Context context : {Context::kEstablished, Context::kReply}) {
		const Judged judged = ask_conntrack(bed, family, context);
		const int from = context == Context::kReply ? kServer : kClient;
		for (int number = 0; number < kCombinations; ++number)
			if (!judged.invalid.contains(address(family, from, number)))
				malformed[static_cast<std::size_t>(number)] = false;
	}
	return malformed;
}

/// ctgate's verdict on every combination as the first packet of a flow.
std::vector<bool> ask_ctgate(const Testbed& bed, Family family)
{
	const Filter filter = bed.filter();
	const Wire wire = bed.wire();
	std::vector<bool> dropped;
	for (int number = 0; number < kCombinations; ++number)
		dropped.push_back(count(filter, wire, combination(family, Context::kFirst, number)).dropped() == 1);
	return dropped;
}

/// What was dropped must not have reached the stack; what passed is judged as it was without ctgate.
void expect_same_without_the_dropped(const Testbed& bed, Family family, const Judged& without,
				     const std::vector<bool>& dropped)
{
	const auto passed = static_cast<std::uint64_t>(std::ranges::count(dropped, false));
	bed.wait_judged(passed);
	const Judged with = bed.judged(family);
	EXPECT_EQ(with.seen.size(), passed);
	EXPECT_EQ(with.entries, without.entries);
	for (int number = 0; number < kCombinations; ++number) {
		const auto source = address(family, kClient, number);
		EXPECT_NE(with.seen.contains(source), dropped[static_cast<std::size_t>(number)]) << source;
	}
}

class TcpFlagsOracle : public testing::TestWithParam<Family>
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}
};

TEST_P(TcpFlagsOracle, CtgateDropsExactlyWhatConntrackCallsInvalidEverywhere)
{
	const Family family = GetParam();
	const Testbed bed;
	const Judged first = ask_conntrack(bed, family, Context::kFirst);
	ASSERT_EQ(first.seen.size(), kCombinations);
	ASSERT_EQ(first.invalid.size() + first.fresh.size(), kCombinations);
	const std::vector<bool> malformed = malformed_in_itself(bed, family, first);

	bed.forget();
	bed.ctgate_done({"attach", bed.interface()});
	const std::vector<bool> dropped = ask_ctgate(bed, family);
	expect_same_without_the_dropped(bed, family, first, dropped);

	int agree = 0, dropped_invalid = 0, entry = 0, only_unexpected = 0;
	for (int number = 0; number < kCombinations; ++number) {
		const auto source = address(family, kClient, number);
		const bool drop = dropped[static_cast<std::size_t>(number)];
		EXPECT_EQ(drop, malformed[static_cast<std::size_t>(number)])
			<< fmt::format("flags {:#04x}, AE {}", number & 0xff, number >> 8);
		EXPECT_FALSE(drop && first.entries.contains(source)) << "dropped what makes an entry: " << source;
		agree += drop == malformed[static_cast<std::size_t>(number)];
		dropped_invalid += drop && first.invalid.contains(source);
		entry += !drop && first.entries.contains(source);
		only_unexpected += !drop && first.invalid.contains(source);
	}
	EXPECT_EQ(dropped_invalid + entry + only_unexpected, kCombinations);
	std::cout << fmt::format("{}: {} of {} agree: {} dropped and invalid, {} made an entry, {} well-formed but "
				 "invalid as a first packet\n",
				 to_string(family), agree, kCombinations, dropped_invalid, entry, only_unexpected);
}

INSTANTIATE_TEST_SUITE_P(Families, TcpFlagsOracle, testing::Values(Family::kIpv4, Family::kIpv6),
			 [](const auto& tested) { return std::string{to_string(tested.param)}; });

} // namespace
} // namespace ctgate::e2e
