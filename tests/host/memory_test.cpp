// SPDX-License-Identifier: MIT
#include "tests/host/native.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ctgate
{
namespace
{

constexpr std::uint64_t kSecond = 1'000'000'000ULL * CTG_TIME_PER_NS;
constexpr std::uint64_t kMinute = 60 * kSecond, kDay = 24 * 60 * kMinute;
constexpr std::uint64_t kStampTime = 1ULL << 36;
constexpr std::uint32_t kStampsWrap = 1u << 24;
constexpr std::uint64_t kUp = 10 * kDay; ///< a machine that has been up for a while
constexpr std::uint16_t kTag = 0x1235, kOther = 0x7771;

/// A line, asked and told at moments instead of stamps.
struct Line {
	ctg_line line{};

	ctg_acquaintance recall(std::uint16_t tag, std::uint64_t now) const
	{
		return ::native_recall(&line, tag, ::native_stamp(now));
	}
	void remember(std::uint16_t tag, std::uint64_t now) { ::native_remember(&line, tag, ::native_stamp(now)); }
	/// Seen, and seen again when its probation is over.
	void make_known(std::uint16_t tag, std::uint64_t now)
	{
		remember(tag, now - 2 * kMinute);
		remember(tag, now);
	}
	auto count() const { return CTG_LINE_MEMORIES - std::ranges::count(line.memory, 0u); }
};

TEST(Memory, OfAStrangerIsNone)
{
	const Line line;
	EXPECT_EQ(line.recall(kTag, kUp), CTG_STRANGER);
}

TEST(Memory, OfANewcomerIsOnProbationHoweverOftenItComesAtOnce)
{
	Line line;
	for (std::uint64_t second = 0; second <= 12; ++second) {
		line.remember(kTag, kUp + second * kSecond);
		EXPECT_EQ(line.recall(kTag, kUp + second * kSecond), CTG_ON_PROBATION);
	}
	EXPECT_EQ(line.count(), 1);
	EXPECT_EQ(line.recall(kOther, kUp), CTG_STRANGER);
}

TEST(Memory, OfWhoComesBackIsKnown)
{
	Line line;
	line.remember(kTag, kUp);
	EXPECT_EQ(line.recall(kTag, kUp + 17 * kSecond + kStampTime), CTG_ON_PROBATION) << "waiting is not enough";
	line.remember(kTag, kUp + 17 * kSecond + kStampTime);
	EXPECT_EQ(line.recall(kTag, kUp + 17 * kSecond + kStampTime), CTG_KNOWN);
}

TEST(Memory, EndsADayAfterTheLatestPacket)
{
	Line line;
	line.make_known(kTag, kUp);
	EXPECT_EQ(line.recall(kTag, kUp + kDay - kStampTime), CTG_KNOWN);
	EXPECT_EQ(line.recall(kTag, kUp + kDay + 2 * kStampTime), CTG_STRANGER);
	line.remember(kTag, kUp + kDay + 2 * kStampTime);
	EXPECT_EQ(line.recall(kTag, kUp + kDay + 2 * kStampTime), CTG_ON_PROBATION) << "it begins anew";
}

TEST(Memory, IsRenewedByEveryVisit)
{
	Line line;
	line.make_known(kTag, kUp);
	for (std::uint64_t day = 0; day < 10; ++day)
		line.remember(kTag, kUp + day * (kDay - kMinute));
	EXPECT_EQ(line.recall(kTag, kUp + 9 * (kDay - kMinute)), CTG_KNOWN);
	EXPECT_EQ(line.count(), 1);
}

TEST(Memory, OfTheKnownIsNeverDrivenOutByNewcomers)
{
	Line line;
	for (const std::uint64_t seen : {kUp - 2 * kMinute, kUp})
		for (std::uint16_t known = 1; known <= 2 * CTG_LINE_MEMORIES; known += 2)
			line.remember(known, seen);
	for (unsigned stranger = 101; stranger <= 0xffff; stranger += 2)
		line.remember(static_cast<std::uint16_t>(stranger), kUp + stranger * (kMinute / 1000));
	for (std::uint16_t known = 1; known <= 2 * CTG_LINE_MEMORIES; known += 2)
		EXPECT_EQ(line.recall(known, kUp + 20 * kMinute), CTG_KNOWN) << known;
	EXPECT_EQ(line.recall(0xffff, kUp + 20 * kMinute), CTG_STRANGER) << "there was no room";
}

TEST(Memory, OfTheStalestOnProbationMakesRoomForANewcomer)
{
	Line line;
	constexpr std::uint16_t kStalest = 2;
	for (std::uint16_t i = 0; i < CTG_LINE_MEMORIES; ++i)
		line.remember(static_cast<std::uint16_t>(2 * i + 1), kUp + i * kStampTime);
	for (std::uint16_t i = 0; i < CTG_LINE_MEMORIES; ++i)
		if (i != kStalest)
			line.remember(static_cast<std::uint16_t>(2 * i + 1), kUp + 3 * kStampTime);
	line.remember(kOther, kUp + 10 * kStampTime);
	EXPECT_EQ(line.recall(kOther, kUp + 10 * kStampTime), CTG_ON_PROBATION);
	for (std::uint16_t i = 0; i < CTG_LINE_MEMORIES; ++i)
		EXPECT_EQ(line.recall(static_cast<std::uint16_t>(2 * i + 1), kUp + 10 * kStampTime),
			  i == kStalest ? CTG_STRANGER : CTG_ON_PROBATION)
			<< i;
}

TEST(Memory, ThatIsOverMakesRoomFirst)
{
	Line line;
	line.make_known(kTag, kUp);
	for (std::uint16_t tag = 1; tag < 2 * CTG_LINE_MEMORIES - 1; tag += 2)
		line.remember(tag, kUp + kDay);
	ASSERT_EQ(line.count(), static_cast<long>(CTG_LINE_MEMORIES));
	line.remember(kOther, kUp + kDay + kMinute);
	EXPECT_EQ(line.recall(kOther, kUp + kDay + kMinute), CTG_ON_PROBATION);
	for (std::uint16_t tag = 1; tag < 2 * CTG_LINE_MEMORIES - 1; tag += 2)
		EXPECT_EQ(line.recall(tag, kUp + kDay + kMinute), CTG_ON_PROBATION) << tag;
}

TEST(Memory, OutlivesTheWrapOfItsStamps)
{
	for (std::uint32_t before = 0; before < 20; ++before) {
		ctg_line line{};
		const std::uint32_t first = kStampsWrap - before, later = (first + 15) % kStampsWrap;
		::native_remember(&line, kTag, first % kStampsWrap);
		EXPECT_EQ(::native_recall(&line, kTag, first % kStampsWrap), CTG_ON_PROBATION) << before;
		::native_remember(&line, kTag, later);
		EXPECT_EQ(::native_recall(&line, kTag, later), CTG_KNOWN) << before;
		EXPECT_EQ(::native_recall(&line, kTag, (later + 30'000) % kStampsWrap), CTG_STRANGER) << before;
	}
}

/// Two CPUs read the clock on either side of a stamp's end, and the earlier one comes later.
TEST(Memory, OfANewcomerDoesNotBecomeKnownByACpuThatWasHeldUp)
{
	for (const std::uint32_t stamp : {1000u, 0u, kStampsWrap - 1}) {
		ctg_line line{};
		::native_remember(&line, kTag, (stamp + 1) % kStampsWrap);
		::native_remember(&line, kTag, stamp);
		EXPECT_EQ(::native_recall(&line, kTag, stamp), CTG_ON_PROBATION) << stamp;
		EXPECT_EQ(::native_recall(&line, kTag, (stamp + 1) % kStampsWrap), CTG_ON_PROBATION) << stamp;
	}
}

TEST(Memory, OfTheKnownIsNotLostToACpuThatWasHeldUp)
{
	Line line;
	for (const std::uint64_t seen : {kUp - 2 * kMinute, kUp})
		for (std::uint16_t known = 1; known <= 2 * CTG_LINE_MEMORIES; known += 2)
			line.remember(known, seen);
	const std::uint64_t earlier = kUp - kStampTime;
	EXPECT_EQ(line.recall(1, earlier), CTG_KNOWN);
	line.remember(kOther, earlier);
	EXPECT_EQ(line.recall(kOther, earlier), CTG_STRANGER);
	for (std::uint16_t known = 1; known <= 2 * CTG_LINE_MEMORIES; known += 2)
		EXPECT_EQ(line.recall(known, kUp), CTG_KNOWN) << known;
}

TEST(Stamp, IsFourSecondsAndWrapsAfterTwoYears)
{
	EXPECT_EQ(::native_stamp(kStampTime - 1), 0u);
	EXPECT_EQ(::native_stamp(kStampTime), 1u);
	EXPECT_NEAR(static_cast<double>(kStampTime) / kSecond, 4.3, 0.01);
	EXPECT_EQ(::native_stamp(kStampTime * kStampsWrap), 0u);
	EXPECT_GT(kStampTime * kStampsWrap, 2 * 365 * kDay);
}

} // namespace
} // namespace ctgate
