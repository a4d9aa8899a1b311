/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Why a packet may not pass, and what to do about it. */
#pragma once

#include <linux/types.h>

/*
 * X(id, NAME, DEFAULT_ACTION, TOPIC, "what is wrong with the packet")
 *
 * Append-only: an id is never used twice, because counters outlive programs
 * (34 to 37 were the limits of ABI 1). The limits' own reasons follow from the
 * configuration, see ctg_limit_reason().
 * A TOPIC names the text that `ctgate explain` adds about conntrack and the
 * standard. The 23 values of TCP_FLAGS are those that are left of 32 when PSH,
 * ECE and CWR are masked and the nine valid ones are taken away.
 */
#define CTG_REASONS(X)                                                                                           \
	X(1, ETH_VLAN_DEPTH, MONITOR, ETHERNET, "a third VLAN tag; what is behind it is not read")               \
	X(2, IP_HEADER, MONITOR, IP, "version, header length and total length contradict each other")            \
	X(3, IP_TRUNCATED, MONITOR, IP, "the frame ends before the headers that it announces")                   \
	X(4, IP_FRAGMENT, MONITOR, IP, "a fragment; ports are read only from a complete first one")              \
	X(5, TINY_FRAGMENT, DROP, IP, "a first fragment too short for the header that it begins")                \
	X(6, IPV6_EXT_CHAIN, MONITOR, IP, "more IPv6 extension headers than RFC 8200 has a use for")             \
	X(7, TCP_TRUNCATED, DROP, TCP, "the datagram is shorter than a TCP header")                              \
	X(8, TCP_DATA_OFFSET, DROP, TCP, "data offset under 5 words, or beyond the datagram")                    \
	X(9, TCP_FLAGS_NULL, DROP, TCP_FLAGS, "no flag at all: a NULL scan (nmap -sN)")                          \
	X(10, TCP_FLAGS_FIN, DROP, TCP_FLAGS, "FIN without ACK: a FIN scan (nmap -sF)")                          \
	X(11, TCP_FLAGS_URG, DROP, TCP_FLAGS, "URG alone")                                                       \
	X(12, TCP_FLAGS_XMAS, DROP, TCP_FLAGS, "FIN+URG, with or without PSH: a Christmas tree scan (nmap -sX)") \
	X(13, TCP_FLAGS_SYN_FIN, DROP, TCP_FLAGS, "SYN+FIN: opens and closes at once")                           \
	X(14, TCP_FLAGS_SYN_RST, DROP, TCP_FLAGS, "SYN+RST: opens and aborts at once")                           \
	X(15, TCP_FLAGS_SYN_FIN_RST, DROP, TCP_FLAGS, "SYN+FIN+RST")                                             \
	X(16, TCP_FLAGS_SYN_FIN_ACK, DROP, TCP_FLAGS, "SYN+FIN+ACK")                                             \
	X(17, TCP_FLAGS_SYN_RST_ACK, DROP, TCP_FLAGS, "SYN+RST+ACK")                                             \
	X(18, TCP_FLAGS_SYN_FIN_RST_ACK, DROP, TCP_FLAGS, "SYN+FIN+RST+ACK")                                     \
	X(19, TCP_FLAGS_SYN_FIN_URG, DROP, TCP_FLAGS, "SYN+FIN+URG")                                             \
	X(20, TCP_FLAGS_SYN_RST_URG, DROP, TCP_FLAGS, "SYN+RST+URG")                                             \
	X(21, TCP_FLAGS_SYN_FIN_RST_URG, DROP, TCP_FLAGS, "SYN+FIN+RST+URG")                                     \
	X(22, TCP_FLAGS_SYN_ACK_URG, DROP, TCP_FLAGS, "SYN+ACK+URG: no stack answers with urgent data")          \
	X(23, TCP_FLAGS_SYN_FIN_ACK_URG, DROP, TCP_FLAGS, "SYN+FIN+ACK+URG")                                     \
	X(24, TCP_FLAGS_SYN_RST_ACK_URG, DROP, TCP_FLAGS, "SYN+RST+ACK+URG")                                     \
	X(25, TCP_FLAGS_SYN_FIN_RST_ACK_URG, DROP, TCP_FLAGS, "every flag at once")                              \
	X(26, TCP_FLAGS_FIN_RST, DROP, TCP_FLAGS, "FIN+RST: closes and aborts at once")                          \
	X(27, TCP_FLAGS_FIN_RST_ACK, DROP, TCP_FLAGS, "FIN+RST+ACK")                                             \
	X(28, TCP_FLAGS_FIN_RST_URG, DROP, TCP_FLAGS, "FIN+RST+URG")                                             \
	X(29, TCP_FLAGS_FIN_RST_ACK_URG, DROP, TCP_FLAGS, "FIN+RST+ACK+URG")                                     \
	X(30, TCP_FLAGS_RST_URG, DROP, TCP_FLAGS, "RST+URG: an abort has no urgent data")                        \
	X(31, TCP_FLAGS_RST_ACK_URG, DROP, TCP_FLAGS, "RST+ACK+URG: an abort has no urgent data")                \
	X(32, UDP_TRUNCATED, DROP, UDP, "the datagram is shorter than a UDP header")                             \
	X(33, UDP_LENGTH, DROP, UDP, "length field under 8, or beyond the datagram")                             \
	X(38, PREFIX_DENIED, DROP, PREFIX, "its source is in the deny set")                                      \
	X(39, DNS_REPLY_UNSOLICITED, MONITOR, CONNTRACK, "UDP from a reply port; conntrack knows no question")   \
	X(40, TCP_OUT_OF_STATE, MONITOR, CONNTRACK, "TCP without SYN; conntrack knows no such flow")             \
	X(41, ICMP_TRUNCATED, DROP, ICMP, "the datagram is shorter than an ICMP header")

/* Why a packet may not pass. 0 = nothing to say against it, go on. */
enum ctg_reason {
	CTG_GO_ON = 0,
#define X(id, name, action, topic, what) CTG_##name = id,
	CTG_REASONS(X)
#undef X
		CTG_REASON_LAST = 255, /* never given: makes the ids of the limits' reasons values of this type too */
};

/* What to do about a reason. */
enum ctg_action {
	CTG_OFF = 0,     /* do not even ask */
	CTG_MONITOR = 1, /* count what would be dropped, go on */
	CTG_DROP = 2,
};

enum { CTG_REASON_MAX = 256 }; /* room for ids: new reasons change no shape */
