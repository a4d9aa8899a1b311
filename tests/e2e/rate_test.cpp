// SPDX-License-Identifier: MIT
// What a limit lets through is rate * time + burst, from however many CPUs the packets come. Of a total's burst
// strangers get half; the other half is kept for sources that are known, which none is here.
#include "loader/program/program.hpp"
#include "tests/e2e/flood.hpp"
#include "tests/e2e/testbed.hpp"
#include "tests/packet/network_order.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <optional>

namespace ctgate::e2e
{
namespace
{

using Clock = std::chrono::steady_clock;
using packet::Bytes;
using packet::Frame;

Bytes query(int source)
{
	return Frame{}.ipv4({.source = address(Family::kIpv4, 1, source)}).udp().payload(30).bytes();
}

Bytes reply(int source)
{
	return Frame{}
		.ipv4({.source = address(Family::kIpv4, 1, source)})
		.udp({.source_port = 53, .destination_port = 40000})
		.payload(30)
		.bytes();
}

/// The query with this number: no two have the same addresses and ports, or one that passed would make conntrack know
/// the other, which then needs no token of the total.
Bytes fresh_query(std::uint32_t number)
{
	constexpr std::size_t kIp = 14, kUdp = kIp + 20;
	static const Bytes first = query(1);
	Bytes frame = first;
	packet::set16(frame, kIp + 14, static_cast<std::uint16_t>(number));
	packet::set16(frame, kUdp, static_cast<std::uint16_t>(1024 + (number >> 16)));
	packet::set16(frame, kUdp + 6, 0); // no checksum
	packet::set16(frame, kIp + 10, 0);
	const Bytes header{frame.begin() + kIp, frame.begin() + kUdp};
	packet::set16(frame, kIp + 10, packet::checksum(header));
	return frame;
}

/// Runs the program in force over one frame, without a network.
std::uint64_t run_repeatedly(const Program& program, const Bytes& frame, std::uint64_t times)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(),
		    .data_size_in = static_cast<__u32>(frame.size()), .repeat = static_cast<int>(times));
	return ::bpf_prog_test_run_opts(program.fd(), &options) == 0 ? times : 0;
}

/// What was counted between two moments.
struct Measured {
	double seconds;
	std::uint64_t passed, dropped;
};

class Stopwatch
{
public:
	Stopwatch(const Filter& filter, ctg_reason reason)
	    : filter_{filter}, reason_{reason}, start_{Clock::now()}, before_{counters_of(filter)}
	{
	}

	Measured read() const
	{
		const Counters after = counters_of(filter_);
		const std::chrono::duration<double> elapsed = Clock::now() - start_;
		return {.seconds = elapsed.count(),
			.passed = after.passed.packets - before_.passed.packets,
			.dropped = after.dropped[reason_].packets - before_.dropped[reason_].packets};
	}

private:
	const Filter& filter_;
	ctg_reason reason_;
	Clock::time_point start_;
	Counters before_;
};

void expect_rate(std::string_view what, const Measured& measured, double rate, double burst, double tolerance)
{
	const double expected = rate * measured.seconds + burst;
	const double off = static_cast<double>(measured.passed) / expected - 1;
	const auto offered = static_cast<double>(measured.passed + measured.dropped);
	std::cout << fmt::format("{}: {:.2f} s, offered {:.0f} ({:.1f} times the rate), passed {}, rate * time + burst "
				 "{:.0f}: off by {:+.2f} %\n",
				 what, measured.seconds, offered, offered / measured.seconds / rate, measured.passed,
				 expected, off * 100);
	EXPECT_LE(std::abs(off), tolerance) << what;
	EXPECT_GE(offered, 10 * rate * measured.seconds) << "the machine could not offer enough to tell";
}

class Rate : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	static Program running(const Testbed& bed)
	{
		const auto status = nlohmann::json::parse(bed.ctgate_done({"status", bed.interface(), "--json"}));
		auto program = Program::running(status.at("interfaces").at(0).at("program_id").get<unsigned>());
		if (!program)
			throw std::runtime_error(program.error().message());
		return std::move(*program);
	}

	/// More than ten times the rate, straight into the program.
	static Flood::Offer into(const Program& program, const std::function<Bytes()>& compose)
	{
		return [&program, compose](int, std::uint64_t packets) {
			return run_repeatedly(program, compose(), packets);
		};
	}
};

/// Sends frames over the cable; what does not fit the device's queue was not offered.
Flood::Offer over(const Wire& wire, const std::function<Bytes()>& compose)
{
	return [&wire, compose](int, std::uint64_t packets) {
		std::uint64_t sent = 0;
		for (std::uint64_t i = 0; i < packets; ++i)
			sent += wire.offer(compose());
		return sent;
	};
}

Flood::Offer fresh_queries_over(const Wire& wire)
{
	return over(wire,
		    [number = std::make_shared<std::atomic<std::uint32_t>>(0)] { return fresh_query((*number)++); });
}

/// A flood from threads inside the host: a program run by hand looks flows up where its caller lives.
class InnerFlood
{
public:
	InnerFlood(const Testbed& bed, std::uint64_t per_second, const Flood::Offer& offer)
	{
		bed.host().inside([&] { flood_.emplace(per_second, offer); });
	}
	std::uint64_t stop() { return flood_->stop(); }

private:
	std::optional<Flood> flood_;
};

TEST_F(Rate, IsExactAcrossCpusForTenSecondsInAllAndForOneSource)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	bed.ctgate_done({"limit", "set", "dns", "--source-rate", "10000/s", "--source-burst", "20000"});
	bed.ctgate_done({"limit", "set", "dns-reply", "--source-rate", "1000/s", "--source-burst", "200"});
	const Program program = running(bed);
	const Filter filter = bed.filter();
	std::atomic<int> source = 0;

	const Stopwatch total{filter, bed.reason("limit_dns_total")},
		one_source{filter, bed.reason("limit_dns_reply_source")};
	// A new source for every share of the flood: none of them reaches its own limit.
	InnerFlood queries{bed, 210'000, into(program, [&] { return query(source++ % 60'000); })};
	InnerFlood replies{bed, 10'500, into(program, [] { return reply(1); })};
	std::this_thread::sleep_for(std::chrono::seconds{10});
	const std::uint64_t queries_offered = queries.stop(), replies_offered = replies.stop();
	Measured in_all = total.read(), source_alone = one_source.read();
	const std::uint64_t both_passed = in_all.passed;
	in_all.passed = queries_offered - in_all.dropped;
	source_alone.passed = replies_offered - source_alone.dropped;
	EXPECT_EQ(in_all.passed + source_alone.passed, both_passed);
	expect_rate("all sources together", in_all, 20'000, 40'000 / 2, 0.01);
	expect_rate("one source", source_alone, 1'000, 200, 0.01);
}

TEST_F(Rate, HoldsForPacketsFromTheCable)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	bed.ctgate_done({"reason", "set", "limit_dns_source", "off"});
	bed.ctgate_done({"limit", "set", "dns", "--rate", "3000/s", "--burst", "1000"});
	const Filter filter = bed.filter();
	const Wire wire = bed.wire();
	const std::uint64_t arrived = bed.arrived();

	const Stopwatch watch{filter, bed.reason("limit_dns_total")};
	Flood flood{33'000, fresh_queries_over(wire)};
	std::this_thread::sleep_for(std::chrono::seconds{3});
	flood.stop();
	const Measured measured = watch.read();
	expect_rate("cable, all CPUs", measured, 3'000, 1'000 / 2, 0.01);
	EXPECT_EQ(bed.arrived() - arrived, measured.passed) << "the stack saw other packets than the filter passed";
}

TEST_F(Rate, ShortBurstsUseTheFineClock)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	bed.ctgate_done({"limit", "set", "dns", "--source-rate", "2/s", "--source-burst", "5"});
	bed.ctgate_done({"limit", "set", "dns-reply", "--rate", "2000/s", "--burst", "8"});
	bed.ctgate_done({"reason", "set", "limit_dns_reply_source", "off"});
	const Filter filter = bed.filter();
	const Wire wire = bed.wire();

	{
		const Stopwatch watch{filter, bed.reason("limit_dns_source")};
		Flood flood{400, over(wire, [] { return query(1); })};
		std::this_thread::sleep_for(std::chrono::seconds{3});
		flood.stop();
		const Measured measured = watch.read();
		std::cout << fmt::format("2/s burst 5: {:.2f} s, passed {} of {}\n", measured.seconds, measured.passed,
					 measured.passed + measured.dropped);
		EXPECT_NEAR(static_cast<double>(measured.passed), 5 + std::floor(2 * measured.seconds), 1);
	}
	const Program program = running(bed);
	const Stopwatch watch{filter, bed.reason("limit_dns_reply_total")};
	InnerFlood flood{bed, 200'000, into(program, [] { return reply(1); })};
	std::this_thread::sleep_for(std::chrono::seconds{1});
	flood.stop();
	const Measured measured = watch.read();
	// The four tokens that strangers get last two milliseconds: between two shares of the flood the bucket
	// overflows, so less passes.
	std::cout << fmt::format("2000/s burst 8: {:.2f} s, passed {} of {}\n", measured.seconds, measured.passed,
				 measured.passed + measured.dropped);
	EXPECT_LE(static_cast<double>(measured.passed), 2000 * measured.seconds + 4 + 1);
	EXPECT_GE(static_cast<double>(measured.passed), 500 * measured.seconds);
}

TEST_F(Rate, ChangesTakeEffectInTheMiddleOfAFlood)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	bed.ctgate_done({"reason", "set", "limit_dns_source", "off"});
	const Filter filter = bed.filter();
	const Wire wire = bed.wire();
	Flood flood{50'000, fresh_queries_over(wire)};
	for (const int rate : {500, 4'000, 1'000}) {
		bed.ctgate_done({"limit", "set", "dns", "--rate", fmt::format("{}/s", rate), "--burst", "400"});
		const Stopwatch watch{filter, bed.reason("limit_dns_total")};
		std::this_thread::sleep_for(std::chrono::milliseconds{1000});
		const Measured measured = watch.read();
		const double expected = rate * measured.seconds;
		std::cout << fmt::format(
			"after the change to {}/s burst 400: {:.2f} s, passed {}, rate * time {:.0f}\n", rate,
			measured.seconds, measured.passed, expected);
		EXPECT_LE(static_cast<double>(measured.passed), 1.01 * expected + 400 / 2);
		// What was spent of the larger bucket stays spent: the smaller one's reserve may have to fill first.
		EXPECT_GE(static_cast<double>(measured.passed), 0.97 * expected - 400 / 2);
	}
	flood.stop();
}

} // namespace
} // namespace ctgate::e2e
