// SPDX-License-Identifier: MIT
// What a new filter limits. Only DNS drops: everything else is there to be looked at first.
#include "userspace/config/limit.hpp"

namespace ctgate
{
namespace
{

constexpr Bucket per_second(std::uint32_t packets)
{
	return {.rate = {.packets = packets, .period_s = 1}, .burst = 2 * packets};
}

/// Each source, each destination, all together.
using Buckets = std::array<Bucket, CTG_LIMIT_BUCKETS>;

constexpr Buckets kDns = {per_second(100), per_second(1'000), per_second(20'000)};
constexpr Buckets kSyn = {per_second(50), per_second(1'000), per_second(2'000)};
constexpr Buckets kEcho = {per_second(10), per_second(100), per_second(1'000)};
constexpr Buckets kNewFlows = {per_second(200), per_second(1'000), per_second(5'000)};
constexpr Buckets kReflection = {per_second(50), per_second(1'000), per_second(1'000)};

constexpr std::array kDrop = {CTG_DROP, CTG_OFF, CTG_DROP};
constexpr std::array kMonitor = {CTG_MONITOR, CTG_OFF, CTG_MONITOR};
constexpr std::array kMonitorTotal = {CTG_OFF, CTG_OFF, CTG_MONITOR};
/// What such a limit names no other limit holds: see docs/limits.md.
constexpr std::array kExempt = {CTG_OFF, CTG_OFF, CTG_OFF};

/// A host, and the network that it can easily have other addresses of; RFC 6177 for IPv6 sites.
const std::array<std::vector<PrefixLength>, CTG_FAMILIES> kPrefixes = {{
	{{.bits = 32, .times = 1}, {.bits = 24, .times = 16}},
	{{.bits = 128, .times = 1}, {.bits = 64, .times = 4}, {.bits = 48, .times = 64}},
}};

Limit udp(const char* name, ctg_side side, std::vector<std::uint16_t> ports, Counting counting, const Buckets& buckets)
{
	return {.name = name,
		.protocol = CTG_LIMIT_UDP,
		.side = side,
		.ports = std::move(ports),
		.counting = counting,
		.bucket = buckets,
		.prefixes = kPrefixes};
}

Limit reflection(const char* name, std::vector<std::uint16_t> ports)
{
	return udp(name, CTG_SOURCE, std::move(ports), Counting::kNewOnly, kReflection);
}

Limit ssh()
{
	Limit limit = udp("ssh", CTG_DESTINATION, {22}, Counting::kAll, kSyn);
	limit.protocol = CTG_LIMIT_TCP_SYN;
	return limit;
}

Limit portless(const char* name, ctg_limit_protocol protocol, Counting counting, const Buckets& buckets)
{
	return {.name = name,
		.protocol = protocol,
		.side = CTG_DESTINATION,
		.ports = {},
		.counting = counting,
		.bucket = buckets,
		.prefixes = kPrefixes};
}

/// Services that answer a small packet with large ones (CISA alert TA14-017A and what came after it):
/// qotd, tftp, portmap, netbios, snmp, slp, rip, ms-sql, apple remote desktop, ws-discovery, sentinel, coap,
/// ubiquiti, quake, lantronix, digital video recorders.
const std::vector<std::uint16_t> kReflectors = {17,   69,   111,  137,  161,   427,   520,   1434,
						3283, 3702, 5093, 5683, 10001, 27960, 30718, 37810};

/// RFC 2131 4.1, RFC 8415 7.2.
const std::vector<std::uint16_t> kDhcp = {67, 68, 546, 547};

} // namespace

std::vector<DefaultLimit> default_limits()
{
	return {
		{udp("dns", CTG_DESTINATION, {53}, Counting::kAll, kDns), kDrop},
		{udp("dns-reply", CTG_SOURCE, {53}, Counting::kNewOnly, kDns), kDrop},
		{portless("syn", CTG_LIMIT_TCP_SYN, Counting::kAll, kSyn), kMonitor},
		{portless("icmp-echo", CTG_LIMIT_ICMP_ECHO, Counting::kAll, kEcho), kMonitorTotal},
		{portless("udp-new", CTG_LIMIT_UDP, Counting::kNewOnly, kNewFlows), kMonitorTotal},
		{reflection("ntp", {123}), kMonitorTotal},
		{reflection("ssdp", {1900}), kMonitorTotal},
		{reflection("memcached", {11211}), kMonitorTotal},
		{reflection("cldap", {389}), kMonitorTotal},
		{reflection("chargen", {19}), kMonitorTotal},
		{reflection("reflection", kReflectors), kMonitorTotal},
		{ssh(), kExempt},
		{udp("dhcp", CTG_DESTINATION, kDhcp, Counting::kAll, kNewFlows), kExempt},
	};
}

} // namespace ctgate
