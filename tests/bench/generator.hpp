// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/own_time.hpp"
#include "tests/bench/stage.hpp"
#include "tests/bench/traffic.hpp"

#include <memory>

struct bench_bpf;

namespace ctgate::bench
{

/// Sends frames that exist only in the kernel: BPF_PROG_TEST_RUN with BPF_F_TEST_XDP_LIVE_FRAMES runs a program on each
/// that redirects it into the near end of a stage's cable. Who receives them does so on this CPU, in this thread.
class Generator
{
public:
	/// For a thread that stays on this CPU.
	static Result<Generator> load(int cpu);

	/// From now on into this stage, which the calling thread has entered.
	Result<void> aim_at(const Stage& stage);
	/// Gives back the time that it took to send and to receive so many frames.
	Result<Seconds> send(const Traffic& traffic, std::uint32_t frames);

	/// How much of the time somebody else had the CPU: 0 to 1. That time is in no figure.
	double share_of_others() const { return all_.wall.count() > 0 ? all_.waited / all_.wall : 0; }

private:
	Generator(OwnTime time, Stage idle) : time_{std::move(time)}, idle_{std::move(idle)} {}

	struct Deleter {
		void operator()(bench_bpf* skeleton) const;
	};
	std::unique_ptr<bench_bpf, Deleter> skeleton_;
	OwnTime time_;
	OwnTime::Reading all_{};
	/// The programs are attached here, where no packet comes. Attached nowhere, they would enter the kernel's XDP
	/// dispatcher and leave it again in each call, which sleeps until every CPU has seen that.
	Stage idle_;
};

} // namespace ctgate::bench
