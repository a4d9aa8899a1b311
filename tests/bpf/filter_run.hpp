// SPDX-License-Identifier: MIT
// Runs frames through a loaded filter that is attached to nothing, and says what became of them.
#pragma once

#include "loader/counters.hpp"
#include "loader/program/program.hpp"
#include "tests/bpf/outcome.hpp"
#include "tests/packet/frame.hpp"
#include "userspace/config/config.hpp"

#include <linux/bpf.h>

#include <bpf/bpf.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate
{

/// Prefixes as text: "192.0.2.0/24".
struct Sets {
	std::vector<std::string> allow, deny;
	std::vector<std::string> over = {}; ///< denied until a moment ago
};

/// A program with maps of its own: every counter begins at 0 and every bucket full.
class FilterRun
{
public:
	/// Throws when the kernel refuses it.
	explicit FilterRun(const Config& config, const Sets& sets = {});

	Outcome operator()(const packet::Bytes& frame) { return repeat(frame, 1); }
	/// The same frame, back to back.
	Outcome repeat(const packet::Bytes& frame, std::uint32_t times);

	/// As they stood after the latest run, both maps of them.
	const Counters& counters() const { return before_; }
	/// Bytes that all maps of the program take, as the kernel accounts for them.
	std::uint64_t memory() const;
	/// What was compiled into the program.
	ctg_machine machine() const;

	/// Lets the program find that it has learnt: conntrack was seen at work, and its canary lives. The frame is
	/// to be of a flow that conntrack does not know; it makes the program put the canary there.
	void trust_conntrack(const packet::Bytes& unknown);
	/// Moves what it has learnt of conntrack so far into the past.
	void age_learning(std::chrono::seconds time);
	/// Moves all that is remembered of sources so far into the past, but leaves when they were seen last.
	void age_memories(std::uint32_t stamps);

	/// The verdict alone: to read every counter takes twenty times as long. `first_buffer`: bytes of the frame
	/// that lie in it, as a driver may cut it; less than all of them needs a kernel that splits_frames().
	std::uint32_t verdict(const packet::Bytes& frame, std::size_t first_buffer);
	/// Every counter that moved since they were last read.
	Tallies moved();

private:
	UniqueFd map(std::string_view name) const;
	void fill_set(ctg_set set, const std::vector<std::string>& prefixes, std::uint64_t expires_at) const;
	std::uint32_t run(const packet::Bytes& frame, bpf_test_run_opts& options);
	Counters read() const;

	std::vector<Reason> reasons_;
	Program program_;
	UniqueFd counters_, avoided_;
	Counters before_;
};

/// Whether test runs of this kernel cut a frame into buffers where one likes (Linux 6.18).
bool splits_frames();

/// Every reason off but this one.
Config only(ctg_reason reason, ctg_action action);
/// Every reason at the same action; but what only conntrack can say is off, or no frame of a test were right.
Config all(ctg_action action);
/// The same configuration without the reasons that only conntrack can give.
Config without_conntrack(Config config);

/// Runs in a network namespace of its own, whose conntrack knows nothing, because BPF_PROG_TEST_RUN makes
/// believe that frames came by the loopback device of the caller. Skips without the rights that the kernel asks for.
class FilterTest : public ::testing::Test
{
protected:
	void SetUp() override;
};

/// Skips, besides, where the kernel cannot be asked about flows or conntrack(8) cannot make any.
class ConntrackTest : public FilterTest
{
protected:
	void SetUp() override;
};

} // namespace ctgate
