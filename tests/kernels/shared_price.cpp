// SPDX-License-Identifier: MIT
// shared_price: what a packet that passes costs when the interface is shared, by BPF_PROG_TEST_RUN, in nanoseconds of
// this thread. On a machine of scripts/kernels an instruction takes one. Attaches nothing.
#include "loader/program/machine.hpp"
#include "loader/program/program.hpp"
#include "loader/shared/freplace.hpp"
#include "loader/shared/template.hpp"
#include "tests/packet/frame.hpp"
#include "userspace/config/config.hpp"

#include <bpf/bpf.h>
#include <xdp/prog_dispatcher.h>

#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <exception>
#include <stdexcept>
#include <vector>

namespace
{

using namespace ctgate;

constexpr int kRounds = 15;
constexpr int kRepeat = 20'000;

template <class T>
T require(Result<T> result)
{
	if (!result)
		throw std::runtime_error(result.error().message());
	return std::move(*result);
}

Program load(Sharing sharing)
{
	const ctg_policy policy = Config::defaults().policy();
	const MachineFacts facts{.tick = kernel_tick(), .keys = draw_keys()};
	return require(Program::load(
		{.abi = CTG_ABI, .reserved = 0, .policy = policy, .machine = machine_for(policy, facts)}, sharing));
}

DispatcherTemplate dispatcher(int members)
{
	xdp_dispatcher_config config{};
	config.magic = XDP_DISPATCHER_MAGIC;
	config.dispatcher_version = XDP_DISPATCHER_VERSION;
	config.num_progs_enabled = static_cast<__u8>(members);
	config.is_xdp_frags = 1;
	std::ranges::fill(config.chain_call_actions, 1u << XDP_PASS | 1u << XDP_DISPATCHER_RETVAL);
	return require(DispatcherTemplate::load(std::as_bytes(std::span{&config, 1})));
}

double cpu_time_ns()
{
	struct timespec now {
	};
	::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return 1e9 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec);
}

/// The least of some rounds: what it costs when nobody disturbs it.
double price(int program, const packet::Bytes& frame)
{
	double least = 1e12;
	for (int round = 0; round < kRounds; ++round) {
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(),
			    .data_size_in = static_cast<__u32>(frame.size()), .repeat = kRepeat);
		const double began = cpu_time_ns();
		if (::bpf_prog_test_run_opts(program, &options) < 0 || options.retval != XDP_PASS)
			throw std::runtime_error("a program did not let the frame pass");
		least = std::min(least, (cpu_time_ns() - began) / kRepeat);
	}
	return least;
}

void measure(const packet::Bytes& frame)
{
	const Program alone = load(Sharing::kExclusive);
	const DispatcherTemplate nobody = dispatcher(0), two = dispatcher(2);
	fmt::print("nobody {:.1f}\nunused_two {:.1f}\nexclusive {:.1f}\n", price(nobody.fd(), frame),
		   price(two.fd(), frame), price(alone.fd(), frame));
	if (!require_freplace())
		return;
	const Program shared = load(Sharing::kShared);
	const DispatcherTemplate one = dispatcher(1);
	const auto only = require(one.replace(DispatcherTemplate::kEntry, shared.fd()));
	const auto first = require(two.replace("prog0", shared.fd()));
	fmt::print("shared_alone {:.1f}\nshared_first_of_two {:.1f}\n", price(one.fd(), frame), price(two.fd(), frame));
}

} // namespace

int main()
{
	try {
		measure(packet::Frame{}.ipv4().tcp({.flags = packet::kAck}).bytes());
		return 0;
	} catch (const std::exception& error) {
		fmt::print(stderr, "shared_price: {}\n", error.what());
		return 1;
	}
}
