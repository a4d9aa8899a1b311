// SPDX-License-Identifier: MIT
#include "userspace/doctor/packet_tap.hpp"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <sys/socket.h>

#include <pcap/pcap.h>

#include <linux/filter.h>

#include <memory>
#include <string>

namespace ctgate::doctor
{
namespace
{

constexpr const char* kCounting = "count TCP segments";
constexpr const char* kTcp = "(ip and tcp) or (ip6 and ip6[6] = 6)";

/// Flags are byte 13; ECE, CWR and PSH say nothing. An IPv6 header has 40 bytes.
std::string malformed_expression()
{
	const auto refused = [](const std::string& flags) {
		std::string valid;
		for (const int combination : {0x02, 0x22, 0x12, 0x04, 0x14, 0x11, 0x31, 0x10, 0x30})
			valid += (valid.empty() ? "" : " or ") + flags + " & 0x37 = " + std::to_string(combination);
		return "not (" + valid + ")";
	};
	return "(ip and tcp and ip[6:2] & 0x1fff = 0 and " + refused("tcp[13]") + ") or (ip6 and ip6[6] = 6 and " +
	       refused("ip6[53]") + ")";
}

struct Compiled {
	bpf_program program{};
	~Compiled() { ::pcap_freecode(&program); }
};

Result<void> filter(int socket, const std::string& expression)
{
	const std::unique_ptr<pcap_t, void (*)(pcap_t*)> none{::pcap_open_dead(DLT_RAW, 65535), ::pcap_close};
	Compiled compiled;
	if (!none || ::pcap_compile(none.get(), &compiled.program, expression.c_str(), 1, PCAP_NETMASK_UNKNOWN) < 0)
		return fail(EINVAL, "{}: {}", kCounting, none ? ::pcap_geterr(none.get()) : "no memory");
	const sock_fprog attached{.len = static_cast<unsigned short>(compiled.program.bf_len),
				  .filter = reinterpret_cast<sock_filter*>(compiled.program.bf_insns)};
	if (::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &attached, sizeof(attached)) < 0)
		return fail_errno(errno, kCounting);
	return {};
}

/// Counts and keeps nothing: with the smallest buffer that there is, the kernel counts a packet as lost before it
/// would copy it.
Result<UniqueFd> counting_socket(const std::string& expression)
{
	UniqueFd socket{::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
	const int one = 1;
	if (!socket || ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &one, sizeof(one)) < 0 ||
	    ::setsockopt(socket.get(), SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof(one)) < 0)
		return fail_errno(errno, kCounting);
	if (const auto filtered = filter(socket.get(), expression); !filtered)
		return error_of(filtered);
	sockaddr_ll every{};
	every.sll_family = AF_PACKET;
	every.sll_protocol = htons(ETH_P_ALL);
	if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&every), sizeof(every)) < 0)
		return fail_errno(errno, kCounting);
	return socket;
}

Result<std::uint64_t> counted(int socket)
{
	tpacket_stats counts{};
	socklen_t size = sizeof(counts);
	if (::getsockopt(socket, SOL_PACKET, PACKET_STATISTICS, &counts, &size) < 0)
		return fail_errno(errno, kCounting);
	return counts.tp_packets; // those that found no room included
}

} // namespace

Result<PacketTap> PacketTap::open()
{
	auto tcp = counting_socket(kTcp);
	if (!tcp)
		return error_of(tcp);
	auto malformed = counting_socket(malformed_expression());
	if (!malformed)
		return error_of(malformed);
	return PacketTap{std::move(*tcp), std::move(*malformed)};
}

Result<Tapped> PacketTap::read() const
{
	const auto tcp = counted(tcp_.get());
	if (!tcp)
		return error_of(tcp);
	const auto malformed = counted(malformed_.get());
	if (!malformed)
		return error_of(malformed);
	return Tapped{.tcp = *tcp, .malformed = *malformed};
}

} // namespace ctgate::doctor
