// SPDX-License-Identifier: MIT
// The loaded program against the host's two readers of the same frames.
#pragma once

#include "tests/bpf/filter_run.hpp"
#include "tests/host/reference.hpp"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace ctgate::fuzz
{

/// BPF_PROG_TEST_RUN takes no frame that is shorter than an Ethernet header.
inline constexpr std::size_t kShortestFrame = 14;

/// What a configuration does about each reason that is about the frame; the others are off.
struct Setting {
	std::string name;
	std::function<ctg_action(const Reason&)> action;
};

/// Everything monitors; everything drops; the defaults; and off, monitor and drop in turn.
std::vector<Setting> settings();

/// What becomes of a frame against which `said` is said, in this order.
Outcome expected(const Setting& setting, const std::vector<ctg_reason>& said, const packet::Bytes& frame);

struct Input {
	explicit Input(packet::Bytes bytes) : Input{std::move(bytes), SIZE_MAX} {}
	Input(packet::Bytes bytes, std::size_t cut_at)
	    : frame{std::move(bytes)}, first_buffer{std::min(frame.size(), cut_at)}
	{
	}

	bool is_split() const { return first_buffer < frame.size(); }

	packet::Bytes frame;
	std::size_t first_buffer; ///< bytes of the frame in it: the program reads no other buffer
};

struct Disagreement {
	Input input;
	std::string sentence; ///< who says what
};

/// One loaded program for each setting.
class Kernel
{
public:
	Kernel();

	/// Runs the inputs through the native code, the second reader and every program. Nothing when all agree on
	/// every verdict and on what the counters came to: packets by reason, and bytes where no input is split.
	std::optional<Disagreement> compare(std::span<const Input> inputs);

private:
	struct Loaded {
		Setting setting;
		FilterRun filter;
	};

	std::optional<Disagreement> compare(Loaded& program, std::span<const Input> inputs);

	std::vector<Loaded> programs_;
};

} // namespace ctgate::fuzz
