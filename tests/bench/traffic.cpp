// SPDX-License-Identifier: MIT
#include "tests/bench/traffic.hpp"

#include "loader/program/machine.hpp"
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
constexpr auto kSpoofed = Sources::kAnotherEachPacket;

/// Above the empty program, with the default configuration.
constexpr double kAimClean_ns = 3, kAimMalformed_ns = 3, kAimLimited_ns = 12;

/// What a source and all of them together may send.
struct Room {
	Bucket source, total;
};

constexpr Room kEnough = {.source = kNeverEmpty, .total = kNeverEmpty};
constexpr Room kSourceEmpty = {.source = kEmpty, .total = kNeverEmpty};
constexpr Room kTotalEmpty = {.source = kNeverEmpty, .total = kEmpty};

/// The defaults with other buckets.
Config limited(const Room& room)
{
	Config config = Config::defaults();
	for (Limit& limit : config.limits()) {
		limit.bucket[CTG_EACH_SOURCE] = room.source;
		limit.bucket[CTG_EACH_DESTINATION] = kNeverEmpty;
		limit.bucket[CTG_TOTAL] = room.total;
		if (!config.set_limit(limit))
			std::abort();
	}
	return config;
}

enum class Family { kIpv4, kIpv6 };

Frame ip(Family family)
{
	Frame frame;
	return family == Family::kIpv4 ? frame.ipv4() : frame.ipv6();
}

packet::Bytes query_frame(Family family)
{
	return ip(family).udp({.destination_port = 53}).payload(30).bytes();
}

Traffic clean_ack()
{
	return {.name = "TCP ACK",
		.frame = ip(Family::kIpv4).tcp({.flags = packet::kAck}).payload(100).bytes(),
		.least = "tcp",
		.aim_ns = kAimClean_ns};
}

Traffic other_udp()
{
	return {.name = "UDP, port 443",
		.frame = ip(Family::kIpv4).udp({.destination_port = 443}).payload(30).bytes(),
		.least = "udp"};
}

/// As most datagrams of a busy host are.
Traffic known_udp()
{
	constexpr std::uint16_t kFrom = 40'443;
	Traffic traffic = other_udp();
	traffic.name = "UDP, port 443, flow known";
	traffic.frame = ip(Family::kIpv4).udp({.source_port = kFrom, .destination_port = 443}).payload(30).bytes();
	traffic.known_from = kFrom;
	return traffic;
}

Traffic query_under_limit(std::string name, Sources sources)
{
	return {.name = std::move(name),
		.frame = query_frame(Family::kIpv4),
		.least = "udp",
		.config = limited(kEnough),
		.sources = sources};
}

/// Over that limit of ctgate, and over the one that a rival has.
Traffic query_over(ctg_limit_bucket bucket, std::string name, Family family, Sources sources)
{
	return {.name = std::move(name),
		.frame = query_frame(family),
		.least = "udp",
		.config = limited(bucket == CTG_TOTAL ? kTotalEmpty : kSourceEmpty),
		.reason = Config::defaults().reason("dns", bucket),
		.over_limit = true,
		.sources = sources,
		.aim_ns = kAimLimited_ns};
}

Traffic malformed(std::string name, Family family, std::uint8_t flags, ctg_reason reason)
{
	return {.name = std::move(name),
		.frame = ip(family)
				 .tcp({.destination_port = XdpFilter::kFilteredPort, .flags = flags})
				 .payload(100)
				 .bytes(),
		.least = "tcp",
		.reason = reason,
		.xdp_filter_drops = true,
		.aim_ns = kAimMalformed_ns};
}

/// A clean ACK in another wrapping.
Traffic wrapped_ack(std::string name, Frame outer, std::size_t payload = 100)
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
	return {.name = std::move(name), .config = config};
}

} // namespace

std::vector<Traffic> traffic()
{
	Frame tagged, large;
	tagged.vlan(7).ipv4();
	large.ipv4();
	Traffic ack6 = wrapped_ack("TCP ACK, IPv6", ip(Family::kIpv6));
	ack6.aim_ns = kAimClean_ns;
	Traffic other_acks = clean_ack();
	other_acks.name = "TCP ACK, spoofed";
	other_acks.sources = kSpoofed;
	constexpr auto kBoth = packet::kSyn | packet::kFin;
	return {
		clean_ack(),
		ack6,
		other_acks,
		wrapped_ack("TCP ACK, one VLAN tag", tagged),
		wrapped_ack("TCP ACK, 8000 bytes in 3 buffers", large, kJumbo),
		malformed("TCP NULL, dropped", Family::kIpv4, 0, CTG_TCP_FLAGS_NULL),
		malformed("TCP SYN+FIN, dropped", Family::kIpv4, kBoth, CTG_TCP_FLAGS_SYN_FIN),
		malformed("TCP NULL, IPv6, dropped", Family::kIpv6, 0, CTG_TCP_FLAGS_NULL),
		known_udp(),
		other_udp(),
		query_under_limit("UDP/53 under its limit", Sources::kOne),
		query_over(CTG_EACH_SOURCE, "UDP/53 over its source limit", Family::kIpv4, Sources::kOne),
		query_over(CTG_EACH_SOURCE, "UDP/53, IPv6, over source limit", Family::kIpv6, Sources::kOne),
		query_over(CTG_TOTAL, "UDP/53 over the total limit", Family::kIpv4, Sources::kOne),
		query_under_limit("UDP/53 spoofed, under limits", kSpoofed),
		query_over(CTG_TOTAL, "UDP/53 spoofed, over the total", Family::kIpv4, kSpoofed),
		query_over(CTG_TOTAL, "UDP/53, IPv6, spoofed, over total", Family::kIpv6, kSpoofed),
	};
}

std::vector<Traffic> attacks()
{
	return {
		malformed("TCP NULL", Family::kIpv4, 0, CTG_TCP_FLAGS_NULL),
		query_over(CTG_EACH_SOURCE, "UDP/53, one source", Family::kIpv4, Sources::kOne),
		query_over(CTG_TOTAL, "UDP/53, random sources", Family::kIpv4, kSpoofed),
	};
}

std::vector<Traffic> passing_traffic()
{
	const auto syn = ip(Family::kIpv4).tcp().bytes();
	return {clean_ack(),
		{.name = "TCP SYN", .frame = syn, .least = "tcp"},
		other_udp(),
		query_under_limit("UDP/53 under its limit", Sources::kOne)};
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
		only("dns, destination only", {"limit_dns_destination"}),
		only("syn, source and total", {"limit_syn_source", "limit_syn_total"}),
		only("udp-new, total: asks conntrack", {"limit_udp_new_total"}),
		only("tcp_out_of_state: asks conntrack", {"tcp_out_of_state"}),
		only("deny set of 1 prefix", {"prefix_denied"}),
		only("deny set of 1,000,000 prefixes", {"prefix_denied"}),
		{.name = "the defaults", .config = limited(kEnough)},
	};
	all[all.size() - 3].denied = 1;
	all[all.size() - 2].denied = 1'000'000;
	return all;
}

ctg_image image_of(const Config& config, std::uint8_t deny)
{
	return {.abi = CTG_ABI,
		.reserved = 0,
		.policy = config.policy(),
		.machine = machine_for(config.policy(), {.tick = kernel_tick(), .keys = draw_keys(), .deny = deny})};
}

} // namespace ctgate::bench
