// SPDX-License-Identifier: MIT
// Runs frames through a loaded filter that is attached to nothing, and says what became of them.
#pragma once

#include "loader/counters.hpp"
#include "loader/program.hpp"
#include "tests/packet/frame.hpp"
#include "userspace/config/config.hpp"

#include <linux/bpf.h>

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>

namespace ctgate
{

struct Tally {
	std::uint64_t packets;
	std::uint64_t bytes;

	bool operator==(const Tally&) const = default;
};

/// What a run of one frame came to.
struct Outcome {
	std::uint32_t verdict;              ///< XDP_PASS or XDP_DROP; of the last packet when there were several
	std::map<std::string, Tally> moved; ///< every counter that moved: "passed", "dropped udp_length", ...

	bool operator==(const Outcome&) const = default;
	/// As a result of a sequence of runs: the last verdict, the sum of the counters.
	Outcome& operator+=(const Outcome& later);
};
void PrintTo(const Outcome& outcome, std::ostream* out);

/// Nothing was said against the frame.
Outcome passed(const packet::Bytes& frame);
/// It was let through although something was said against it.
Outcome monitored(ctg_reason reason, const packet::Bytes& frame);
Outcome dropped(ctg_reason reason, const packet::Bytes& frame);

/// A program with maps of its own: every counter begins at 0 and every bucket full.
class FilterRun
{
public:
	/// Throws when the kernel refuses it.
	explicit FilterRun(const Config& config);

	Outcome operator()(const packet::Bytes& frame) { return repeat(frame, 1); }
	/// The same frame, back to back.
	Outcome repeat(const packet::Bytes& frame, std::uint32_t times);

private:
	Counters read() const;

	Program program_;
	UniqueFd counters_;
	Counters before_;
};

/// Every reason off but this one.
Config only(ctg_reason reason, ctg_action action);
/// Every reason at the same action.
Config all(ctg_action action);

/// Skips without the rights that the kernel asks for.
class FilterTest : public ::testing::Test
{
protected:
	void SetUp() override;
};

} // namespace ctgate
