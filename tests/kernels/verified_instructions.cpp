// SPDX-License-Identifier: MIT
// verified_instructions: loads the filter in several configurations, attached to nothing, and prints how many
// instructions this kernel's verifier looked at for each. It gives up at a million.
#include "loader/program/machine.hpp"
#include "loader/program/program.hpp"
#include "loader/reasons.hpp"
#include "userspace/config/config.hpp"

#include <bpf/bpf.h>

#include <fmt/core.h>

#include <exception>
#include <stdexcept>

namespace
{

using namespace ctgate;

Config all(ctg_action action)
{
	Config config = Config::defaults();
	for (const Reason& reason : config.reasons())
		config.set_action(reason.id, action);
	return config;
}

/// Every bucket of every limit asked, and limits so small that the filter must read the fine clock.
Config everything_on()
{
	Config config = all(CTG_DROP);
	for (Limit limit : config.limits()) {
		limit.bucket.fill({.rate = {.packets = 1'000'000, .period_s = 1}, .burst = 1});
		if (!config.set_limit(limit))
			throw std::runtime_error("a limit that should be possible is not");
	}
	return config;
}

std::uint32_t verified_instructions(const Config& config)
{
	// Sets that hold something, so that they are asked.
	const MachineFacts facts{.tick = kernel_tick(), .keys = draw_keys(), .allow = 3, .deny = 3};
	const auto program = Program::load({.abi = CTG_ABI,
					    .reserved = 0,
					    .policy = config.policy(),
					    .machine = machine_for(config.policy(), facts)});
	if (!program)
		throw std::runtime_error(program.error().message());
	bpf_prog_info info{};
	__u32 size = sizeof(info);
	if (::bpf_obj_get_info_by_fd(program->fd(), &info, &size) < 0)
		throw std::runtime_error("the kernel does not describe the program");
	return info.verified_insns;
}

} // namespace

int main()
{
	try {
		fmt::print("off {}\n", verified_instructions(all(CTG_OFF)));
		fmt::print("default {}\n", verified_instructions(Config::defaults()));
		fmt::print("on {}\n", verified_instructions(everything_on()));
	} catch (const std::exception& error) {
		fmt::print(stderr, "verified_instructions: {}\n", error.what());
		return 1;
	}
	return 0;
}
