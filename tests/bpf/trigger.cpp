// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

#include "tests/host/tcp_valid_flags.hpp"

#include <map>
#include <stdexcept>

namespace ctgate
{
namespace
{

using packet::Frame;

constexpr std::uint32_t kPasses = 3;

/// IPv6 with this many destination options headers.
Frame chain(int extensions)
{
	Frame frame = Frame{}.ipv6();
	for (int i = 0; i < extensions; ++i)
		frame.extension({.kind = 60});
	return frame.tcp();
}

Frame flags(std::uint8_t byte)
{
	return Frame{}.ipv4().tcp({.flags = byte});
}

std::optional<Trigger> flags_trigger(const Reason& reason)
{
	for (unsigned byte = 0; byte <= 0xff; ++byte)
		if (expected_flags_reason(static_cast<std::uint8_t>(byte)) == reason.name)
			return Trigger{flags(static_cast<std::uint8_t>(byte)).bytes(), flags(packet::kAck).bytes()};
	return {};
}

/// Behind this IPv4 header what the limit looks at.
Frame limited(const Limit& limit, const packet::Ipv4& ip)
{
	const std::uint16_t port = limit.ports.empty() ? 5353 : limit.ports.front();
	const bool by_source = limit.side == CTG_SOURCE;
	const std::uint16_t from = by_source ? port : 40000, to = by_source ? 40000 : port;
	switch (limit.protocol) {
	case CTG_LIMIT_UDP:
		return Frame{}.ipv4(ip).udp({.source_port = from, .destination_port = to});
	case CTG_LIMIT_TCP_SYN:
		return Frame{}.ipv4(ip).tcp({.source_port = from, .destination_port = to});
	case CTG_LIMIT_ICMP_ECHO:
		return Frame{}.ipv4(ip).icmp();
	default:
		throw std::invalid_argument("no packet for limit " + limit.name);
	}
}

/// The sibling is a later fragment with the same bytes, which has no ports and no type.
std::optional<Trigger> limit_trigger(const Reason& reason)
{
	const Limit limit = Config::defaults().limits().at(slot_of(reason.id));
	return Trigger{limited(limit, {}).bytes(), limited(limit, {.fragment_offset = 5}).bytes(), kPasses};
}

std::map<ctg_reason, Trigger> triggers()
{
	const auto of = [](const Frame& frame, const Frame& sibling) {
		return Trigger{frame.bytes(), sibling.bytes()};
	};
	const packet::Udp reply{.source_port = 53, .destination_port = 40000};
	// While tcp_out_of_state monitors, it asks about checksums that CTG_OUT_OF_STATE_SAMPLE divides.
	const auto segment = [](std::uint8_t flags) {
		return Frame{}.ipv4().tcp({.flags = flags, .checksum = std::uint16_t{0x1200}});
	};
	return {
		{CTG_ETH_VLAN_DEPTH,
		 of(Frame{}.vlan(1).vlan(2).vlan(3).ipv4().tcp(), Frame{}.vlan(1).vlan(2).ipv4().tcp())},
		{CTG_IP_HEADER, of(Frame{}.ipv4({.version = 5}).tcp(), Frame{}.ipv4().tcp())},
		{CTG_IP_TRUNCATED, {Frame{}.ipv4().tcp().truncated(53), Frame{}.ipv4().tcp().bytes()}},
		{CTG_IP_FRAGMENT, of(Frame{}.ipv4({.more_fragments = true}).tcp(), Frame{}.ipv4().tcp())},
		{CTG_TINY_FRAGMENT,
		 {Frame{}.ipv4({.more_fragments = true, .protocol = std::uint8_t{6}}).payload(8).bytes(),
		  Frame{}.ipv4({.more_fragments = true}).tcp().payload(4).bytes()}},
		{CTG_IPV6_EXT_CHAIN, of(chain(8), chain(7))},
		{CTG_TCP_TRUNCATED,
		 of(Frame{}.ipv4({.total_length = 39}).tcp(), Frame{}.ipv4({.total_length = 40}).tcp())},
		{CTG_TCP_DATA_OFFSET, of(Frame{}.ipv4().tcp({.data_offset = 4}), Frame{}.ipv4().tcp())},
		{CTG_UDP_TRUNCATED,
		 of(Frame{}.ipv4({.total_length = 27}).udp(), Frame{}.ipv4({.total_length = 28}).udp())},
		{CTG_UDP_LENGTH, of(Frame{}.ipv4().udp({.length = 9}), Frame{}.ipv4().udp({.length = 8}))},
		{CTG_ICMP_TRUNCATED,
		 of(Frame{}.ipv4({.total_length = 27}).icmp(), Frame{}.ipv4({.total_length = 28}).icmp())},
		{CTG_PREFIX_DENIED,
		 of(Frame{}.ipv4({.source = kDenied}).tcp(), Frame{}.ipv4({.source = "192.0.2.67"}).tcp())},
		{CTG_DNS_REPLY_UNSOLICITED,
		 of(Frame{}.ipv4().udp(reply), Frame{}.ipv4().udp({.source_port = 53, .destination_port = 53}))},
		{CTG_TCP_OUT_OF_STATE, of(segment(packet::kAck), segment(packet::kSyn))},
	};
}

} // namespace

std::optional<Trigger> find_trigger(const Reason& reason)
{
	if (reason.topic == Topic::kLimit)
		return limit_trigger(reason);
	if (reason.topic == Topic::kTcpFlags)
		return flags_trigger(reason);
	const auto all = triggers();
	const auto found = all.find(reason.id);
	return found == all.end() ? std::nullopt : std::optional{found->second};
}

std::uint32_t trigger_burst(ctg_reason reason)
{
	return bucket_of(reason) == CTG_TOTAL ? burst_of_strangers(kPasses) : kPasses;
}

} // namespace ctgate
