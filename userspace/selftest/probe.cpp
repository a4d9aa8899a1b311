// SPDX-License-Identifier: MIT
#include "userspace/selftest/probe.hpp"

#include "userspace/selftest/matching.hpp"

#include <functional>
#include <utility>

namespace ctgate::selftest
{
namespace
{

constexpr std::size_t kUsualPayload = 24, kJumboPayload = 8'900;
constexpr std::uint16_t kClientPort = 40'000;

using Builder = std::function<Layer(std::size_t payload)>;

/// Something is wrong with it, and the beginning shows it as well.
Probe malformed(std::string name, ctg_reason reason, const Builder& build)
{
	return {.name = std::move(name),
		.usual = build(kUsualPayload),
		.jumbo = build(kJumboPayload),
		.reason = reason,
		.in_first_fragment = reason};
}

/// What it is about is its length, so that there is none of it in several buffers.
Probe misfit(std::string name, ctg_reason reason, ctg_reason in_first_fragment, const Layer& layer)
{
	return {.name = std::move(name), .usual = layer, .reason = reason, .in_first_fragment = in_first_fragment};
}

Probe innocent(std::string name, const Builder& build)
{
	return malformed(std::move(name), CTG_GO_ON, build);
}

/// The bits that the name of a reason spells: tcp_flags_syn_fin.
std::uint8_t flags_of(const Reason& reason)
{
	if (reason.id == CTG_TCP_FLAGS_XMAS)
		return kFin | kUrg | kPsh;
	unsigned flags = 0;
	for (const auto& [word, bit] :
	     {std::pair{"_syn", kSyn}, {"_fin", kFin}, {"_rst", kRst}, {"_ack", kAck}, {"_urg", kUrg}})
		if (reason.name.find(word) != std::string::npos)
			flags |= bit;
	return static_cast<std::uint8_t>(flags);
}

void add_malformed_tcp(std::vector<Probe>& all)
{
	for (const Reason& reason : reasons())
		if (reason.topic == Topic::kTcpFlags)
			all.push_back(malformed(reason.name, reason.id, [&](std::size_t payload) {
				return tcp({.flags = flags_of(reason)}, payload);
			}));
	all.push_back(malformed("tcp_data_offset: 4 words", CTG_TCP_DATA_OFFSET,
				[](std::size_t payload) { return tcp({.words = 4}, payload); }));
	all.push_back(misfit("tcp_data_offset: beyond the datagram", CTG_TCP_DATA_OFFSET, CTG_GO_ON,
			     tcp({.words = 15}, kUsualPayload)));
	all.push_back(misfit("tcp_truncated: 19 bytes", CTG_TCP_TRUNCATED, CTG_TINY_FRAGMENT, cut(tcp({}, 0), 19)));
	all.push_back(misfit("tcp_truncated: no byte", CTG_TCP_TRUNCATED, CTG_TINY_FRAGMENT, cut(tcp({}, 0), 0)));
}

void add_malformed_datagrams(std::vector<Probe>& all, std::uint8_t icmp)
{
	all.push_back(malformed("udp_length: 7", CTG_UDP_LENGTH, [](std::size_t payload) {
		return udp({.length_off_by = -1 - static_cast<int>(payload)}, payload);
	}));
	all.push_back(misfit("udp_length: beyond the datagram", CTG_UDP_LENGTH, CTG_GO_ON,
			     udp({.length_off_by = 1}, kUsualPayload)));
	all.push_back(misfit("udp_truncated: 7 bytes", CTG_UDP_TRUNCATED, CTG_TINY_FRAGMENT, cut(udp({}, 0), 7)));
	all.push_back(misfit("icmp_truncated: 7 bytes", CTG_ICMP_TRUNCATED, CTG_TINY_FRAGMENT,
			     cut(echo_request(icmp, 0), 7)));
}

Probe segment(std::string name, const Tcp& header)
{
	return innocent(std::move(name), [=](std::size_t payload) { return tcp(header, payload); });
}

/// What opens a connection.
Probe opener(const Config& config, std::string name, const Tcp& header)
{
	Probe probe = segment(std::move(name), header);
	probe.limit = limit_of(config, CTG_LIMIT_TCP_SYN, {header.source_port, header.destination_port});
	return probe;
}

/// What belongs to a connection that is open.
Probe follower(std::string name, unsigned flags)
{
	Probe probe = segment(std::move(name), {.flags = static_cast<std::uint8_t>(flags)});
	probe.unknown = CTG_TCP_OUT_OF_STATE;
	return probe;
}

Probe datagram(const Config& config, std::string name, const Ports& ports)
{
	Probe probe = innocent(std::move(name), [=](std::size_t payload) {
		return udp({.source_port = ports.source, .destination_port = ports.destination}, payload);
	});
	probe.limit = limit_of(config, CTG_LIMIT_UDP, ports);
	if (looks_like_a_reply(config, ports))
		probe.unknown = CTG_DNS_REPLY_UNSOLICITED;
	return probe;
}

Probe echo(const Config& config, std::uint8_t icmp)
{
	Probe probe = innocent("echo request", [=](std::size_t payload) { return echo_request(icmp, payload); });
	probe.limit = limit_of(config, CTG_LIMIT_ICMP_ECHO, {});
	return probe;
}

/// Right up to the edge: headers with nothing behind them.
void add_edges(std::vector<Probe>& all, std::uint8_t icmp)
{
	constexpr std::size_t kMostOptions = 40;
	all.push_back(misfit("SYN of nothing but options", CTG_GO_ON, CTG_GO_ON, tcp({.words = 15}, kMostOptions)));
	all.push_back(misfit("empty datagram", CTG_GO_ON, CTG_GO_ON, udp({}, 0)));
	all.push_back(misfit("empty echo request", CTG_GO_ON, CTG_GO_ON, echo_request(icmp, 0)));
}

void add_innocents(std::vector<Probe>& all, const Config& config, std::uint8_t icmp)
{
	all.push_back(opening(config));
	all.push_back(opener(config, "SYN with ECN", {.flags = kSyn | kEce | kCwr}));
	all.push_back(follower("SYN+ACK", kSyn | kAck));
	all.push_back(follower("ACK", kAck));
	all.push_back(follower("ACK+PSH+URG", kAck | kPsh | kUrg));
	all.push_back(follower("FIN+ACK", kFin | kAck));
	all.push_back(follower("RST", kRst));
	all.push_back(datagram(config, "DNS question", {kClientPort, 53}));
	all.push_back(datagram(config, "DNS answer", {53, kClientPort}));
	all.push_back(datagram(config, "QUIC", {kClientPort, 443}));
	all.push_back(echo(config, icmp));
	constexpr std::array kUnread{std::pair{kSctp, "SCTP"}, std::pair{kGre, "GRE"}, std::pair{kEsp, "ESP"}};
	for (const auto& one : kUnread) {
		Probe probe = innocent(
			one.second, [protocol = one.first](std::size_t payload) { return unread(protocol, payload); });
		probe.limit = limit_of(config, CTG_LIMIT_OTHER, {});
		all.push_back(std::move(probe));
	}
}

/// What the operator's limits name, each by its first port.
void add_limited(std::vector<Probe>& all, const Config& config)
{
	for (const Limit& limit : config.limits()) {
		if (limit.ports.empty())
			continue; // one of the innocents is its packet
		const std::uint16_t port = limit.ports.front();
		const Ports ports = limit.side == CTG_SOURCE ? Ports{port, kClientPort} : Ports{kClientPort, port};
		const std::string name = "limit " + limit.name;
		if (limit.protocol == CTG_LIMIT_UDP)
			all.push_back(datagram(config, name, ports));
		else
			all.push_back(opener(config, name,
					     {.source_port = ports.source, .destination_port = ports.destination}));
	}
}

} // namespace

std::vector<Probe> probes(const Config& config, ctg_family family)
{
	const std::uint8_t icmp = family == CTG_IPV4 ? kIcmp : kIcmpv6;
	std::vector<Probe> all;
	add_malformed_tcp(all);
	add_malformed_datagrams(all, icmp);
	add_edges(all, icmp);
	add_innocents(all, config, icmp);
	add_limited(all, config);
	return all;
}

Probe opening(const Config& config)
{
	return opener(config, "SYN", {});
}

bool is_read(std::uint16_t protocol, ctg_family family)
{
	return protocol == kTcp || protocol == kUdp || protocol == (family == CTG_IPV4 ? kIcmp : kIcmpv6);
}

} // namespace ctgate::selftest
