// SPDX-License-Identifier: MIT
#include "tests/bench/generator.hpp"

#include "bench.skel.h"

#include <linux/bpf.h>
#include <linux/if_link.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

namespace ctgate::bench
{
namespace
{

/// As many as a driver's poll takes at once; and the ring of a veth has room for four times as many.
constexpr __u32 kBatch = 64;

Result<void> keep_in_dispatcher(const bpf_program* program, unsigned interface)
{
	if (const int result = ::bpf_xdp_attach(static_cast<int>(interface), ::bpf_program__fd(program),
						XDP_FLAGS_DRV_MODE, nullptr);
	    result < 0)
		return fail_errno(libbpf_errno(result), "attach a program that sends");
	return {};
}

} // namespace

void Generator::Deleter::operator()(bench_bpf* skeleton) const
{
	bench_bpf::destroy(skeleton);
}

Result<Generator> Generator::load(int cpu)
{
	auto time = OwnTime::on_cpu(cpu);
	if (!time)
		return error_of(time);
	auto idle = Stage::build();
	if (!idle)
		return error_of(idle);
	Generator generator{std::move(*time), std::move(*idle)};
	generator.skeleton_.reset(bench_bpf::open_and_load());
	if (!generator.skeleton_)
		return fail_errno(errno, "load the programs that send");
	const auto& programs = generator.skeleton_->progs;
	if (auto kept = keep_in_dispatcher(programs.send, generator.idle_.near()); !kept)
		return error_of(kept);
	if (auto kept = keep_in_dispatcher(programs.send_spoofed, generator.idle_.gate()); !kept)
		return error_of(kept);
	return generator;
}

Result<void> Generator::aim_at(const Stage& stage)
{
	const __u32 first = 0, near = stage.near();
	if (const int result = ::bpf_map_update_elem(::bpf_map__fd(skeleton_->maps.cable), &first, &near, BPF_ANY);
	    result < 0)
		return fail_errno(libbpf_errno(result), "redirect into a veth");
	return {};
}

Result<Seconds> Generator::send(const Traffic& traffic, std::uint32_t frames)
{
	const auto* program = traffic.sources == Sources::kOne ? skeleton_->progs.send : skeleton_->progs.send_spoofed;
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = traffic.frame.data(),
		    .data_size_in = static_cast<__u32>(traffic.frame.size()), .repeat = static_cast<int>(frames),
		    .flags = BPF_F_TEST_XDP_LIVE_FRAMES, .batch_size = kBatch);
	const auto before = time_.now();
	if (const int result = ::bpf_prog_test_run_opts(::bpf_program__fd(program), &options); result < 0)
		return fail_errno(libbpf_errno(result), "BPF_PROG_TEST_RUN with live frames");
	const auto taken = time_.now() - before;
	all_.wall += taken.wall;
	all_.waited += taken.waited;
	return taken.own();
}

} // namespace ctgate::bench
