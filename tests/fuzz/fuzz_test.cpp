// SPDX-License-Identifier: MIT
// What fuzzing once found is found again: the fixtures, through the native code, the second reader and the kernel.
#include "tests/fuzz/corpus.hpp"
#include "tests/fuzz/kernel.hpp"
#include "tests/fuzz/layout.hpp"
#include "tests/fuzz/mutator.hpp"
#include "tests/host/reason_name.hpp"
#include "tests/host/shapes.hpp"
#include "tests/host/whole.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace ctgate::fuzz
{
namespace
{

using packet::Bytes;
using packet::Frame;
using testing::ElementsAre;
using testing::IsEmpty;

const std::filesystem::path kFixtures = CTGATE_FIXTURES "/fuzz";

class Fixtures : public FilterTest
{
};

TEST(FixturesOnHost, AreReadAsTheSecondReaderReadsThem)
{
	const auto fixtures = read_corpus(kFixtures);
	EXPECT_FALSE(fixtures.empty());
	for (const Sample& fixture : fixtures)
		EXPECT_EQ(native_reasons(fixture.frame), reference_reasons(fixture.frame)) << fixture.origin;
}

TEST_F(Fixtures, AreReadInTheKernelAsOnTheHost)
{
	Kernel kernel;
	for (const Sample& fixture : read_corpus(kFixtures)) {
		const Input input{fixture.frame};
		const auto disagreement = kernel.compare({&input, 1});
		EXPECT_FALSE(disagreement) << fixture.origin << ": " << disagreement->sentence;
	}
}

TEST(Expected, StopsAtTheFirstReasonThatDropsAndCountsThoseBefore)
{
	const Bytes frame(60);
	const Setting setting{"", [](const Reason& reason) {
				      return reason.id == CTG_IP_FRAGMENT       ? CTG_MONITOR
					     : reason.id == CTG_TCP_DATA_OFFSET ? CTG_OFF
										: CTG_DROP;
			      }};
	const auto outcome = [&](const std::vector<ctg_reason>& said) { return expected(setting, said, frame); };
	EXPECT_EQ(outcome({}), passed(frame));
	EXPECT_EQ(outcome({CTG_TCP_DATA_OFFSET}), passed(frame));
	EXPECT_EQ(outcome({CTG_IP_FRAGMENT}), monitored(CTG_IP_FRAGMENT, frame));
	EXPECT_EQ(outcome({CTG_UDP_LENGTH, CTG_IP_FRAGMENT}), dropped(CTG_UDP_LENGTH, frame));
	EXPECT_EQ(outcome({CTG_IP_FRAGMENT, CTG_TCP_DATA_OFFSET, CTG_UDP_LENGTH}),
		  (Outcome{XDP_DROP, {{"monitored ip_fragment", {1, 60}}, {"dropped udp_length", {1, 60}}}}));
}

TEST(Hex, IsReadWithCommentsAndSpace)
{
	EXPECT_THAT(parse_hex("# a comment\n00 ff\t1a # of one\n\n2B"), ElementsAre(0x00, 0xff, 0x1a, 0x2b));
	EXPECT_THAT(parse_hex(""), IsEmpty());
	EXPECT_THROW(parse_hex("0"), std::runtime_error);
	EXPECT_THROW(parse_hex("0g"), std::runtime_error);
}

TEST(Layout, FindsEveryHeader)
{
	const Layout layout =
		layout_of(Frame{}.vlan(7).ipv6().extension({.kind = 51, .length = 12}).fragment({}).udp().bytes());
	EXPECT_THAT(layout.seams, ElementsAre(14, 18, 58, 70, 78));
	EXPECT_EQ(layout.ipv6, 18u);
	EXPECT_EQ(layout.udp, 78u);
	EXPECT_EQ(layout_of(Frame{}.ipv4({.options = 8}).udp().bytes()).udp, 42u);
}

TEST(Layout, GivesNoFieldOutsideTheFrame)
{
	for (const Shape& shape : shapes())
		for (std::size_t length = 0; length <= shape.frame.bytes().size(); ++length)
			for (const Field& field : layout_of(shape.frame.truncated(length)).fields)
				EXPECT_LE(field.at + field.width, length) << shape.name;
}

/// Changes upon changes, as the fuzzer does, without its eye for what is new.
TEST(Mutator, ReachesEveryReasonFromOneGoodFrame)
{
	std::set<ctg_reason> seen;
	const Bytes good[] = {Frame{}.ipv4().tcp().payload(4).bytes(), Frame{}.ipv6().udp().payload(4).bytes()};
	Mutator mutate{1};
	for (int walk = 0; walk < 20'000; ++walk) {
		Bytes frame = good[walk % 2];
		for (int step = 0; step < 6; ++step) {
			frame = mutate(std::move(frame), 200);
			ASSERT_LE(frame.size(), 200u);
			const auto said = reference_reasons(frame);
			seen.insert(said.begin(), said.end());
		}
	}
	for (const Reason& reason : reasons())
		EXPECT_TRUE(!is_of_the_frame(reason) || seen.contains(reason.id)) << reason.name;
}

TEST(Mutator, DoesTheSameAgain)
{
	const Bytes frame = Frame{}.ipv4().tcp().bytes();
	EXPECT_EQ(Mutator{7}(frame, 100), Mutator{7}(frame, 100));
}

} // namespace
} // namespace ctgate::fuzz
