// SPDX-License-Identifier: MIT
// Asks the filter of an interface what it would do with a frame, and why.
#pragma once

#include "loader/filter.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ctgate
{

/// What the program made of one frame.
struct Trace {
	std::uint32_t verdict = 0;   ///< enum xdp_action, of the filter as it is: disarmed, it passes
	std::vector<ctg_step> steps; ///< in the order in which they were taken; see bpf/abi/trace.h
};

/// The program in force, loaded once more over the same maps as one that writes down what it does, spends no token,
/// counts nothing and remembers nobody. It runs by BPF_PROG_TEST_RUN, as if the frame had come in on the filter's
/// interface, in the network namespace of the caller, which is therefore also the conntrack that it asks. It always
/// takes the long way through the filter (bpf/judge.bpf.h).
class Tracer
{
public:
	/// ENODEV when the interface is gone.
	static Result<Tracer> of(Filter& filter);

	/// A whole frame from the Ethernet header on, without FCS. EINVAL for one shorter than that header: the kernel
	/// does not run programs on those.
	Result<Trace> run(std::span<const std::byte> frame) const;

	/// An address that the deny set holds now, 4 bytes or 16 in network byte order; nothing when it holds none.
	Result<std::optional<std::vector<std::uint8_t>>> denied(ctg_family family) const;

	/// The configuration that is asked, as it was compiled into the program.
	const ctg_image& image() const { return image_; }

private:
	Tracer(Program program, UniqueFd map, const ctg_image& image, unsigned ifindex)
	    : program_{std::move(program)}, map_{std::move(map)}, image_{image}, ifindex_{ifindex}
	{
	}

	Program program_;
	UniqueFd map_;
	ctg_image image_;
	unsigned ifindex_;
};

} // namespace ctgate
