// SPDX-License-Identifier: MIT
#include "userspace/report/explain.hpp"

#include "userspace/report/wrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ctgate::report
{
namespace
{

/// What the reasons of one topic have in common.
struct TopicText {
	Topic topic;
	std::string_view why;
	std::string_view conntrack;
	std::string_view source;
};

constexpr std::array kTopicTexts = {
	TopicText{Topic::kEthernet,
		  "ctgate reads two VLAN tags (802.1Q, 802.1ad). Behind a third one nothing is judged, so the "
		  "packet "
		  "passes; set the reason to drop where no such frame belongs on the wire.",
		  "nothing, unless the host itself takes off all the tags",
		  "IEEE 802.1Q-2022 clause 9; bpf/parse/ethernet.h"},
	TopicText{Topic::kIp,
		  "What cannot be read, or only after fragments are put together. ctgate does not play the IP "
		  "validator: the kernel drops broken IP headers in ip_rcv(), before conntrack. But a first "
		  "fragment that hides part of its layer-4 header exists to get past filters: tiny_fragment "
		  "drops.",
		  "Fragments are reassembled first (hook priority -400), then the datagram is judged as a whole; "
		  "broken IP headers never arrive.",
		  "RFC 791; RFC 1858 section 3; RFC 8200 sections 4.1 and 4.5; net/ipv4/ip_input.c"},
	TopicText{Topic::kTcp, "No stack sends such a header; it is a scanner's, a fuzzer's or a broken middlebox's.",
		  "INVALID, and no entry stays. But an entry is allocated before the header is looked at: when "
		  "the "
		  "table is full the packet evicts an innocent entry, or is reported as `table full`.",
		  "RFC 9293 section 3.1; tcp_error() in net/netfilter/nf_conntrack_proto_tcp.c"},
	TopicText{Topic::kTcpFlags,
		  "One of the 23 values of FIN, SYN, RST, ACK and URG that conntrack calls invalid; PSH, ECE, "
		  "CWR and "
		  "AE do not matter. No TCP sends them; scanners do, and floods that want to look odd.",
		  "INVALID, and no entry stays, whether tcp_loose is 0 or 1: such packets do not fill a table. "
		  "But an "
		  "entry is allocated before the flags are looked at. That costs CPU, and when the table is full "
		  "the "
		  "packet evicts an innocent entry, or is reported as `table full, dropping packet`.",
		  "tcp_valid_flags[] and tcp_error() in net/netfilter/nf_conntrack_proto_tcp.c; RFC 9293 section "
		  "3.1"},
	TopicText{Topic::kUdp, "The header contradicts the datagram around it: cut on the way, or made by a fuzzer.",
		  "INVALID, and no entry stays. An entry is allocated first, as for malformed TCP.",
		  "RFC 768; udp_error() in net/netfilter/nf_conntrack_proto_udp.c"},
	TopicText{Topic::kIcmp, "The datagram was cut on the way, or made by a fuzzer.",
		  "INVALID, and no entry stays. An entry is allocated first, as for malformed TCP.",
		  "RFC 792; RFC 4443; net/netfilter/nf_conntrack_proto_icmp.c"},
	TopicText{Topic::kPrefix,
		  "The operator said so: `ctgate deny list` shows the prefixes, `ctgate deny test ADDRESS` says which "
		  "one "
		  "holds an address. An allowed source is never denied.",
		  "whatever the packet is: it never gets there", "bpf/check/set.bpf.h"},
	TopicText{
		Topic::kConntrack,
		"ctgate asks conntrack itself. A reply that nobody asked for is reflection; a segment of a flow that "
		"conntrack does not know is a scan, an ACK flood, or a flow from before. Until conntrack has been seen "
		"to know flows, and for five minutes after it began anew (attach, `conntrack -F`), such packets are "
		"only counted. Not for hosts that see one direction of their traffic only, nor for traffic exempt from "
		"tracking (NOTRACK): there conntrack never knows. While tcp_out_of_state monitors, it asks about one "
		"segment in 256.",
		"NEW, and an entry: 30 s for UDP (nf_conntrack_udp_timeout), 300 s for a bare ACK where "
		"nf_conntrack_tcp_loose is 1 (nf_conntrack_tcp_timeout_unacknowledged); other segments are INVALID",
		"bpf_xdp_ct_lookup() in net/netfilter/nf_conntrack_bpf.c; bpf/check/state.bpf.h"},
	TopicText{
		Topic::kLimit,
		"Every first packet between a new pair of addresses and ports makes a conntrack entry, whichever way "
		"it goes: this is what fills tables. Token buckets hold the rate: one for each source (and the network "
		"around it), one for each destination, one for all together, exact over all CPUs. When the total "
		"runs low, what is left is for sources that were seen behaving before. `ctgate limit list` shows the "
		"limits, `ctgate limit set` changes them.",
		"NEW, and an entry that stays: UDP 30 s without a reply (nf_conntrack_udp_timeout), SYN 120 s, ICMP "
		"echo "
		"30 s, other protocols 600 s: 8738 UDP packets a second keep a table of 262144 full",
		"net/netfilter/nf_conntrack_proto_*.c; the bucket: ITU-T I.371 (GCRA), bpf/limit/bucket.h"},
};

const TopicText& text_of(Topic topic)
{
	return *std::ranges::find(kTopicTexts, topic, &TopicText::topic);
}

} // namespace

std::string reasons_text(const Config& config)
{
	std::string text = fmt::format("{:<31}{:<9}{}\n", "REASON", "DEFAULT", "WHAT");
	for (const Reason& reason : config.reasons())
		text += fmt::format("{:<31}{:<9}{}\n", reason.name, to_string(config.action(reason.id)), reason.what);
	return text;
}

std::string explain_text(const Reason& reason, const Config& config)
{
	const TopicText& topic = text_of(reason.topic);
	return fmt::format("{}\n", reason.name) + labelled("what", reason.what) + labelled("why", topic.why) +
	       labelled("conntrack", topic.conntrack) + labelled("source", topic.source) +
	       labelled("default", to_string(config.action(reason.id))) +
	       labelled("change", fmt::format("ctgate reason set {} off|monitor|drop", reason.name));
}

} // namespace ctgate::report
