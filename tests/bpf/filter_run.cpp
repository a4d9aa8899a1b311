// SPDX-License-Identifier: MIT
#include "tests/bpf/filter_run.hpp"

#include "loader/machine.hpp"

#include <unistd.h>

#include <bpf/bpf.h>

#include <cstring>
#include <stdexcept>

namespace ctgate
{
namespace
{

template <class T>
T require(Result<T> result)
{
	if (!result)
		throw std::runtime_error(result.error().message());
	return std::move(*result);
}

ctg_image image_of(const Config& config)
{
	return {.abi = CTG_ABI,
		.reserved = 0,
		.policy = config.policy(),
		.machine = machine_for(config.policy(), kernel_tick(), draw_keys())};
}

void note(Outcome& outcome, const std::string& counter, const Count& moved)
{
	if (moved.packets != 0 || moved.bytes != 0)
		outcome.moved[counter] = {moved.packets, moved.bytes};
}

std::string name_of(ctg_reason reason)
{
	return std::string{find_reason(reason)->name};
}

} // namespace

Outcome& Outcome::operator+=(const Outcome& later)
{
	verdict = later.verdict;
	for (const auto& [counter, tally] : later.moved) {
		moved[counter].packets += tally.packets;
		moved[counter].bytes += tally.bytes;
	}
	return *this;
}

void PrintTo(const Outcome& outcome, std::ostream* out)
{
	*out << (outcome.verdict == XDP_PASS   ? "PASS"
		 : outcome.verdict == XDP_DROP ? "DROP"
					       : "verdict " + std::to_string(outcome.verdict));
	for (const auto& [counter, tally] : outcome.moved)
		*out << fmt::format(", {}: {} packets {} bytes", counter, tally.packets, tally.bytes);
}

Outcome passed(const packet::Bytes& frame)
{
	return {XDP_PASS, {{"passed", {1, frame.size()}}}};
}

Outcome monitored(ctg_reason reason, const packet::Bytes& frame)
{
	Outcome outcome = passed(frame);
	outcome.moved["monitored " + name_of(reason)] = {1, frame.size()};
	return outcome;
}

Outcome dropped(ctg_reason reason, const packet::Bytes& frame)
{
	return {XDP_DROP, {{"dropped " + name_of(reason), {1, frame.size()}}}};
}

FilterRun::FilterRun(const Config& config)
    : program_{require(Program::load(image_of(config)))}, counters_{require(program_.map("counters"))}, before_{read()}
{
}

Counters FilterRun::read() const
{
	return require(Counters::read(counters_.get()));
}

Outcome FilterRun::repeat(const packet::Bytes& frame, std::uint32_t times)
{
	bpf_test_run_opts options{};
	options.sz = sizeof(options);
	options.data_in = frame.data();
	options.data_size_in = static_cast<__u32>(frame.size());
	options.repeat = static_cast<int>(times);
	if (const int result = ::bpf_prog_test_run_opts(program_.fd(), &options); result < 0)
		throw std::runtime_error(fmt::format("BPF_PROG_TEST_RUN: {}", std::strerror(-result)));

	Outcome outcome{options.retval, {}};
	const Counters now = read();
	note(outcome, "passed", now.passed - before_.passed);
	for (const Reason& reason : reasons()) {
		const std::string name{reason.name};
		note(outcome, "dropped " + name, now.dropped[reason.id] - before_.dropped[reason.id]);
		note(outcome, "monitored " + name, now.monitored[reason.id] - before_.monitored[reason.id]);
	}
	before_ = now;
	return outcome;
}

Config all(ctg_action action)
{
	Config config = Config::defaults();
	for (const Reason& reason : reasons())
		config.set_action(reason.id, action);
	return config;
}

Config only(ctg_reason reason, ctg_action action)
{
	Config config = all(CTG_OFF);
	config.set_action(reason, action);
	return config;
}

void FilterTest::SetUp()
{
	if (::geteuid() != 0)
		GTEST_SKIP() << "SKIPPED: loading and running a BPF program needs root";
}

} // namespace ctgate
