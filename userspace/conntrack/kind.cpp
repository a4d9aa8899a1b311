// SPDX-License-Identifier: MIT
#include "userspace/conntrack/kind.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <array>

namespace ctgate::conntrack
{
namespace
{

constexpr std::uint16_t kDns = 53;
/// Services that answer more than they are asked, over UDP, and are used for that (US-CERT TA14-017A): QOTD, chargen,
/// DNS, TFTP, portmap, NTP, NetBIOS, SNMP, CLDAP, RIP, SSDP, WS-Discovery, CoAP, memcached.
constexpr std::array<std::uint16_t, 14> kReflectors{17,  19,  53,  69,   111,  123,  137,
						    161, 389, 520, 1900, 3702, 5683, 11211};
/// Destination ports of tunnels over UDP whose two directions are two flows: VXLAN (RFC 7348; 8472 is Linux's own),
/// Geneve (RFC 8926), GUE (6080).
constexpr std::array<std::uint16_t, 4> kTunnels{4789, 6080, 6081, 8472};

constexpr std::array<const char*, kKinds> kNames{"reflected",     "tunnel",      "dns-served",   "dns-asked",
						 "syn-sent",      "connecting",  "syn-received", "picked-up",
						 "idle",          "established", "close-wait",   "closing",
						 "udp-unreplied", "udp-replied", "icmp",         "other"};

template <class Ports>
bool among(const Ports& ports, std::uint16_t port)
{
	return std::ranges::find(ports, port) != ports.end();
}

} // namespace

const char* to_string(Kind kind)
{
	return kNames[static_cast<std::size_t>(kind)];
}

std::span<const std::uint16_t> reflector_ports()
{
	return kReflectors;
}

std::span<const std::uint16_t> tunnel_ports()
{
	return kTunnels;
}

Kind Classifier::kind_of(const Entry& entry) const
{
	switch (entry.protocol) {
	case IPPROTO_TCP:
		return kind_of_tcp(entry);
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		return kind_of_udp(entry);
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return Kind::kIcmp;
	case IPPROTO_GRE:
		return entry.replied() ? Kind::kOther : Kind::kTunnel;
	default:
		return Kind::kOther;
	}
}

Kind Classifier::kind_of_tcp(const Entry& entry) const
{
	switch (entry.tcp_state) {
	case TCP_CONNTRACK_SYN_SENT:
	case TCP_CONNTRACK_SYN_SENT2:
		return local_.contain(entry.reply.source) ? Kind::kSynSent : Kind::kConnecting;
	case TCP_CONNTRACK_SYN_RECV:
		return Kind::kSynReceived;
	case TCP_CONNTRACK_CLOSE_WAIT:
		return Kind::kCloseWait;
	case TCP_CONNTRACK_ESTABLISHED:
		break;
	default:
		return Kind::kClosing;
	}
	// A handshake is answered before it is established, so this can only be a pick-up.
	if (!entry.replied() && !(entry.status & IPS_OFFLOAD))
		return Kind::kPickedUp;
	const auto idle = lifetimes_.idle(entry);
	return lifetimes_.outlived(entry) || (idle && *idle >= kIdleAfter) ? Kind::kIdle : Kind::kActive;
}

Kind Classifier::kind_of_udp(const Entry& entry) const
{
	const Tuple& flow = entry.original;
	if (!entry.replied() && among(kTunnels, flow.destination_port))
		return Kind::kTunnel;
	if (flow.destination_port == kDns && flow.source_port != kDns)
		return local_.contain(flow.source) ? Kind::kDnsAsked : Kind::kDnsServed;
	if (!entry.replied() && among(kReflectors, flow.source_port) && flow.source_port != flow.destination_port)
		return Kind::kReflected;
	return entry.replied() ? Kind::kUdpReplied : Kind::kUdpUnreplied;
}

} // namespace ctgate::conntrack
