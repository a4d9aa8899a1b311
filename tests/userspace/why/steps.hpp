// SPDX-License-Identifier: MIT
// Traces written down by hand, and the configuration that they belong to.
#pragma once

#include "loader/program/machine.hpp"
#include "userspace/config/config.hpp"
#include "userspace/why/story.hpp"

#include <linux/bpf.h>

#include <chrono>

namespace ctgate::why
{

/// As the loader makes it.
inline ctg_image image_of(const Config& config)
{
	ctg_image image{};
	image.policy = config.policy();
	image.machine = machine_for(config.policy(), {.tick = std::chrono::milliseconds{4}, .keys = {}});
	image.machine.conntrack = 1;
	return image;
}

constexpr ctg_step step(ctg_step_kind kind, unsigned x = 0, unsigned y = 0, std::uint64_t a = 0, std::uint64_t b = 0)
{
	return {.kind = static_cast<__u16>(kind), .x = static_cast<__u16>(x), .y = y, .a = a, .b = b};
}

/// Of a TCP segment from 192.0.2.7:4711 to 198.51.100.1:443 with these flags.
inline std::vector<ctg_step> tcp_steps(unsigned flags)
{
	return {step(CTG_STEP_ETHERNET, 0x0800, 14), step(CTG_STEP_IP, 4, 6, CTG_WHOLE, 20),
		step(CTG_STEP_TCP, flags, 20, 4711, 443)};
}

inline ctg_step reason_step(ctg_reason reason, ctg_action action)
{
	return step(CTG_STEP_REASON, static_cast<unsigned>(reason), action);
}

} // namespace ctgate::why
