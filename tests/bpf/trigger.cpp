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

constexpr std::uint32_t kBurst = 3;

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

std::optional<Trigger> flags_trigger(ctg_reason reason)
{
	for (unsigned byte = 0; byte <= 0xff; ++byte)
		if (expected_flags_reason(static_cast<std::uint8_t>(byte)) == find_reason(reason)->name)
			return Trigger{flags(static_cast<std::uint8_t>(byte)).bytes(), flags(packet::kAck).bytes()};
	return {};
}

Trigger limit_trigger(const packet::Udp& limited)
{
	return {Frame{}.ipv4().udp(limited).bytes(),
		Frame{}.ipv4().udp({.source_port = 5353, .destination_port = 5353}).bytes(), kBurst};
}

} // namespace

std::optional<Trigger> find_trigger(ctg_reason reason)
{
	const auto of = [](const Frame& frame, const Frame& sibling) {
		return Trigger{frame.bytes(), sibling.bytes()};
	};
	const packet::Udp query{.destination_port = 53}, reply{.source_port = 53, .destination_port = 40000};
	const std::map<ctg_reason, Trigger> triggers{
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
		{CTG_LIMIT_DNS_SOURCE, limit_trigger(query)},
		{CTG_LIMIT_DNS_TOTAL, limit_trigger(query)},
		{CTG_LIMIT_DNS_REPLY_SOURCE, limit_trigger(reply)},
		{CTG_LIMIT_DNS_REPLY_TOTAL, limit_trigger(reply)},
	};
	if (const auto found = triggers.find(reason); found != triggers.end())
		return found->second;
	return flags_trigger(reason);
}

void set_burst(Config& config, ctg_reason reason, std::uint32_t burst)
{
	for (const LimitRule& rule : limit_rules()) {
		Limit limit = config.limit(rule.id);
		if (rule.source == reason)
			limit.source = {.rate = {.packets = 1, .period_s = 60}, .burst = burst};
		if (rule.total == reason)
			limit.total = {.rate = {.packets = 1, .period_s = 60}, .burst = burst};
		if (auto set = config.set_limit(rule.id, limit); !set)
			throw std::invalid_argument(set.error().message());
	}
}

} // namespace ctgate
