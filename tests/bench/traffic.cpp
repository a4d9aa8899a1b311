// SPDX-License-Identifier: MIT
#include "tests/bench/traffic.hpp"

#include "loader/machine.hpp"
#include "tests/bench/programs.hpp"

#include <algorithm>

namespace ctgate::bench
{
namespace
{

using packet::Frame;

/// BPF_PROG_TEST_RUN asks for millions a second, so a bucket is never empty or always.
constexpr Bucket kNeverEmpty = {.rate = {.packets = 10'000'000, .period_s = 1}, .burst = 100'000'000};
constexpr Bucket kEmpty = {.rate = {.packets = 1, .period_s = 1}, .burst = 1};
constexpr std::size_t kJumbo = 8000;

/// What a source and all of them together may send.
struct Room {
	Bucket source, total;
};

constexpr Room kEnough = {.source = kNeverEmpty, .total = kNeverEmpty};

/// The defaults with other buckets.
Config limited(const Room& room)
{
	Config config = Config::defaults();
	for (Limit& limit : config.limits()) {
		limit.bucket[CTG_EACH_SOURCE] = room.source;
		limit.bucket[CTG_TOTAL] = room.total;
		if (!config.set_limit(limit))
			std::abort();
	}
	return config;
}

/// Why ctgate drops what is over that bucket of its limit on queries.
ctg_reason over(ctg_limit_bucket bucket)
{
	return Config::defaults().reason("dns", bucket);
}

packet::Bytes tcp(std::uint8_t flags, std::uint16_t port)
{
	return Frame{}.ipv4().tcp({.destination_port = port, .flags = flags}).payload(100).bytes();
}

packet::Bytes udp(std::uint16_t port)
{
	return Frame{}.ipv4().udp({.destination_port = port}).payload(30).bytes();
}

Traffic clean_ack()
{
	return {.name = "TCP ACK", .frame = tcp(packet::kAck, 80), .least = "tcp"};
}

Traffic other_udp()
{
	return {.name = "UDP, port 443", .frame = udp(443), .least = "udp"};
}

Traffic query(std::string name, const Room& room, ctg_reason reason, Sources sources)
{
	return {.name = std::move(name),
		.frame = udp(53),
		.least = "udp",
		.config = limited(room),
		.reason = reason,
		.sources = sources};
}

Traffic query_under_limit()
{
	return query("UDP/53 under its limit", kEnough, CTG_GO_ON, Sources::kOne);
}

Traffic malformed(std::string name, std::uint8_t flags, ctg_reason reason)
{
	return {.name = std::move(name),
		.frame = tcp(flags, XdpFilter::kFilteredPort),
		.least = "tcp",
		.reason = reason,
		.xdp_filter_drops = true};
}

/// A clean ACK in another wrapping.
Traffic wrapped_ack(std::string name, Frame& outer, std::size_t payload = 100)
{
	return {.name = std::move(name),
		.frame = outer.tcp({.flags = packet::kAck}).payload(payload).bytes(),
		.least = "tcp"};
}

/// Only these reasons are asked.
Setting only(std::string name, const std::vector<std::string_view>& patterns)
{
	Config config = limited(kEnough);
	for (const Reason& reason : config.reasons())
		config.set_action(reason.id, CTG_OFF);
	for (const auto pattern : patterns) {
		const auto matches = config.match_reasons(pattern).value();
		for (const Reason& reason : matches)
			config.set_action(reason.id, CTG_DROP);
	}
	return {std::move(name), config};
}

} // namespace

std::vector<Traffic> traffic()
{
	Frame ipv6, tagged, large;
	ipv6.ipv6();
	tagged.vlan(7).ipv4();
	large.ipv4();
	constexpr Room kSourceEmpty = {.source = kEmpty, .total = kNeverEmpty};
	constexpr Room kTotalEmpty = {.source = kNeverEmpty, .total = kEmpty};
	constexpr auto kSpoofed = Sources::kAnotherEachPacket;
	return {
		clean_ack(),
		wrapped_ack("TCP ACK, IPv6", ipv6),
		wrapped_ack("TCP ACK, one VLAN tag", tagged),
		wrapped_ack("TCP ACK, 8000 bytes in 3 buffers", large, kJumbo),
		malformed("TCP NULL, dropped", 0, CTG_TCP_FLAGS_NULL),
		malformed("TCP SYN+FIN, dropped", packet::kSyn | packet::kFin, CTG_TCP_FLAGS_SYN_FIN),
		other_udp(),
		query_under_limit(),
		query("UDP/53 over its source limit", kSourceEmpty, over(CTG_EACH_SOURCE), Sources::kOne),
		query("UDP/53 over the total limit", kTotalEmpty, over(CTG_TOTAL), Sources::kOne),
		query("UDP/53 spoofed, under limits", kEnough, CTG_GO_ON, kSpoofed),
		query("UDP/53 spoofed, over the total", kTotalEmpty, over(CTG_TOTAL), kSpoofed),
	};
}

std::vector<Traffic> passing_traffic()
{
	return {clean_ack(), other_udp(), query_under_limit()};
}

std::vector<Setting> settings()
{
	std::vector<Setting> all = {
		only("everything off", {}),
		only("TCP flags", {"tcp_flags_*"}),
		only("TCP data offset", {"tcp_data_offset"}),
		only("UDP length", {"udp_length"}),
		only("fragments", {"ip_fragment", "tiny_fragment"}),
		only("dns, total only", {"limit_dns_total"}),
		only("dns, source only", {"limit_dns_source"}),
		only("dns, source and total", {"limit_dns_source", "limit_dns_total"}),
	};
	all.push_back({"the defaults", limited(kEnough)});
	return all;
}

ctg_image image_of(const Config& config)
{
	return {.abi = CTG_ABI,
		.reserved = 0,
		.policy = config.policy(),
		.machine = machine_for(config.policy(), {.tick = kernel_tick(), .keys = draw_keys()})};
}

} // namespace ctgate::bench
