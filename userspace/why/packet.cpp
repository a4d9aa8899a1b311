// SPDX-License-Identifier: MIT
#include "userspace/why/packet.hpp"

#include "userspace/why/names.hpp"
#include "userspace/wire/address.hpp"
#include "userspace/wire/tcp_flags.hpp"

#include <algorithm>
#include <optional>

namespace ctgate::why
{
namespace
{

/// Where the addresses lie behind the beginning of an IP header.
struct Place {
	std::size_t source, destination, size;
};
constexpr Place kIpv4{12, 16, 4}, kIpv6{8, 24, 16};

struct Addresses {
	wire::Address source, destination;
};

/// The frame was read so far by the filter, so it is long enough; a second look costs nothing.
std::optional<Addresses> addresses_of(wire::View frame, std::size_t ip, const Place& place)
{
	if (frame.size() < ip + place.destination + place.size)
		return std::nullopt;
	const auto at = [&](std::size_t offset) {
		const auto bytes = frame.subspan(ip + offset, place.size);
		return wire::Address{{bytes.begin(), bytes.end()}};
	};
	return Addresses{at(place.source), at(place.destination)};
}

std::string with_ports(std::string_view what, const Addresses& between, const ctg_step& ports)
{
	const wire::Endpoint source{between.source, static_cast<std::uint16_t>(ports.a)};
	const wire::Endpoint destination{between.destination, static_cast<std::uint16_t>(ports.b)};
	return fmt::format("{} {} > {}", what, to_string(source), to_string(destination));
}

std::string ip_text(const Addresses& between, const ctg_step& ip, const std::vector<ctg_step>& steps)
{
	const std::string part = ip.a == CTG_WHOLE ? "" : fmt::format(", {}", part_name(ip.a));
	if (const auto* tcp = find_step(steps, CTG_STEP_TCP))
		return fmt::format("{} [{}]{}", with_ports("TCP", between, *tcp), wire::tcp_flag_letters(tcp->x), part);
	if (const auto* udp = find_step(steps, CTG_STEP_UDP))
		return with_ports("UDP", between, *udp) + part;
	const auto* icmp = find_step(steps, CTG_STEP_ICMP);
	const std::string what = icmp ? icmp_name(ip.y, static_cast<std::uint8_t>(icmp->x)) : protocol_name(ip.y);
	return fmt::format("{} {} > {}{}", what, to_string(between.source), to_string(between.destination), part);
}

} // namespace

std::string_view part_name(std::uint64_t part)
{
	return part == CTG_WHOLE ? "whole" : part == CTG_FIRST_FRAGMENT ? "first fragment" : "later fragment";
}

const ctg_step* find_step(const std::vector<ctg_step>& steps, ctg_step_kind kind)
{
	const auto found = std::ranges::find(steps, kind, &ctg_step::kind);
	return found == steps.end() ? nullptr : &*found;
}

std::string packet_text(wire::View frame, const std::vector<ctg_step>& steps)
{
	const auto* ethernet = find_step(steps, CTG_STEP_ETHERNET);
	if (!ethernet)
		return "Ethernet";
	const auto* ip = find_step(steps, CTG_STEP_IP);
	if (!ip)
		return ethertype_name(ethernet->x);
	const auto between = addresses_of(frame, ethernet->y, ip->x == 4 ? kIpv4 : kIpv6);
	return between ? ip_text(*between, *ip, steps) : ethertype_name(ethernet->x);
}

} // namespace ctgate::why
