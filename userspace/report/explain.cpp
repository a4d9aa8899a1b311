// SPDX-License-Identifier: MIT
#include "userspace/report/explain.hpp"

#include "userspace/config/config.hpp"

#include <fmt/format.h>

namespace ctgate::report
{
namespace
{

/// What the reasons of one topic have in common.
struct TopicText {
	std::string_view why;
	std::string_view conntrack;
	std::string_view source;
};

TopicText text_of(Topic topic)
{
	switch (topic) {
	case Topic::kEthernet:
		return {"ctgate reads two VLAN tags (802.1Q, 802.1ad). Behind a third one nothing is judged, so the\n"
			"packet passes; set the reason to drop where no such frame belongs on the wire.",
			"Nothing, unless the host itself takes off all tags.",
			"IEEE 802.1Q-2022 clause 9; bpf/parse/ethernet.h"};
	case Topic::kIp:
		return {"What conntrack cannot read either, or reads only after putting fragments together. ctgate\n"
			"does not play IP validator: the kernel drops broken IP headers in ip_rcv() before\n"
			"conntrack. A first fragment that hides part of its layer-4 header exists to get past\n"
			"filters, which is why tiny_fragment drops.",
			"Fragments are reassembled first (priority -400); then the whole datagram is judged.\n"
			"Broken headers never arrive there.",
			"RFC 791, RFC 1858 section 3, RFC 8200 sections 4.1 and 4.5; net/ipv4/ip_input.c"};
	case Topic::kTcp:
		return {"No stack sends such a header; it is a scanner's, a fuzzer's or a broken middlebox's.",
			"INVALID, no entry stays. But an entry is allocated before the header is looked at: when\n"
			"the table is full, this packet evicts an innocent entry or is reported as `table full`.",
			"RFC 9293 section 3.1; tcp_error() in net/netfilter/nf_conntrack_proto_tcp.c"};
	case Topic::kTcpFlags:
		return {"One of the 23 values of FIN, SYN, RST, ACK and URG that conntrack calls invalid; PSH, ECE,\n"
			"CWR and AE do not matter. No TCP sends them. Scanners do, and floods that want to look odd.",
			"INVALID, no entry stays, with tcp_loose 0 or 1: such packets cannot fill a table. But an\n"
			"entry is allocated before the flags are looked at: it costs CPU, and when the table is full\n"
			"the packet evicts an innocent entry or is reported as `table full, dropping packet`.",
			"tcp_valid_flags[] and tcp_error() in net/netfilter/nf_conntrack_proto_tcp.c; RFC 9293 section "
			"3.1"};
	case Topic::kUdp:
		return {"The header contradicts the datagram around it: truncated on the way, or made by a fuzzer.",
			"INVALID, no entry stays. An entry is allocated first, as for malformed TCP.",
			"RFC 768; udp_error() in net/netfilter/nf_conntrack_proto_udp.c"};
	case Topic::kLimit:
		return {"Every UDP datagram with a new pair of addresses and ports makes a conntrack entry, whichever\n"
			"way it goes: this is what fills tables. A token bucket holds the rate, one for each source\n"
			"and one for all together, each exact over all CPUs of the host.",
			"NEW, and an entry of 30 s without a reply (nf_conntrack_udp_timeout): 8738 such packets a\n"
			"second keep a table of 262144 full.",
			"nf_conntrack_proto_udp.c; bucket: ITU-T I.371 (GCRA), bpf/limit/bucket.h"};
	}
	return {};
}

std::string indented(std::string_view label, std::string_view text)
{
	std::string block = fmt::format("  {:<11}", label);
	for (const char c : text) {
		block += c;
		if (c == '\n')
			block += fmt::format("{:13}", "");
	}
	return block + '\n';
}

} // namespace

std::string reasons_text()
{
	std::string text = fmt::format("{:<31}{:<9}{}\n", "REASON", "DEFAULT", "WHAT");
	for (const Reason& reason : reasons())
		text += fmt::format("{:<31}{:<9}{}\n", reason.name, to_string(reason.default_action), reason.what);
	return text;
}

std::string explain_text(const Reason& reason)
{
	const TopicText topic = text_of(reason.topic);
	return fmt::format("{}: {}\n", reason.name, reason.what) +
	       indented("default", fmt::format("{} (change: ctgate reason set {} off|monitor|drop)",
					       to_string(reason.default_action), reason.name)) +
	       indented("why", topic.why) + indented("conntrack", topic.conntrack) + indented("source", topic.source);
}

} // namespace ctgate::report
