/* SPDX-License-Identifier: MIT */
/*
 * The filter's pure headers as plain functions: they are C, with designated
 * array initialisers that C++ does not have. What a parser finds comes back by
 * value, behind its reason.
 */
#pragma once

#include "bpf/abi.h"
#include "bpf/parse/ip.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How far the cursor moved, in bytes, stands in `taken`. */
struct native_ethernet {
	enum ctg_reason reason;
	__u16 type;
	__u16 length;
	size_t taken;
};
struct native_ethernet native_parse_ethernet(const __u8* bytes, size_t size);

struct native_ip {
	enum ctg_reason reason;
	struct ctg_ip ip;
	size_t taken;
};
struct native_ip native_parse_ipv4(const __u8* bytes, size_t size);
struct native_ip native_parse_ipv6(const __u8* bytes, size_t size);

struct native_tcp {
	enum ctg_reason reason;
	__u8 flags;
	__u8 header_length;
	size_t taken;
};
struct native_tcp native_parse_tcp(const __u8* bytes, size_t size, const struct ctg_ip* ip);
/* What is found out about a plain frame at once; for any other frame `is_plain` is false. */
struct native_plain {
	bool is_plain;
	struct ctg_ip ip;
	size_t taken;
};
struct native_plain native_parse_plain(const __u8* bytes, size_t size);
enum ctg_reason native_check_tcp_flags(__u8 flags);
enum ctg_reason native_check_tcp_offset(__u8 header_length, const struct ctg_ip* ip);

struct native_udp {
	enum ctg_reason reason;
	__u16 source_port;
	__u16 destination_port;
	__u16 length;
	size_t taken;
};
struct native_udp native_parse_udp(const __u8* bytes, size_t size, const struct ctg_ip* ip);
enum ctg_reason native_check_udp_length(__u16 length, const struct ctg_ip* ip);

struct native_icmp {
	enum ctg_reason reason;
	__u8 type;
	size_t taken;
};
struct native_icmp native_parse_icmp(const __u8* bytes, size_t size, const struct ctg_ip* ip);
/* The protocol number of ICMP above this version of IP. */
__u8 native_icmp_protocol(const struct ctg_ip* ip);
bool native_is_echo_request(__u8 type, const struct ctg_ip* ip);

enum ctg_reason native_check_fragment(const struct ctg_ip* ip);

bool native_bucket_is_overdrawn(const struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now);
void native_bucket_cut(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now);
bool native_bucket_has_token(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now);
void native_bucket_charge(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now);
bool native_bucket_take(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now);

/* Of the part that the mask leaves; words as they were loaded from a packet, IPv4 in the last. */
__u32 native_hash(const struct ctg_hash_key* key, const __u32 address[4], const __u32 mask[4], enum ctg_family family);

struct native_pair {
	__u32 first, second;
};
struct native_pair native_pair_of(__u32 hash);
bool native_pair_has_token(const struct ctg_line* line, __u32 hash, const struct ctg_pace* pace, __u64 now);
void native_pair_charge(struct ctg_line* line, __u32 hash, const struct ctg_pace* pace, __u64 now);

__u32 native_stamp(__u64 now);
enum ctg_acquaintance native_recall(const struct ctg_line* line, __u16 tag, __u32 stamp);
void native_remember(struct ctg_line* line, __u16 tag, __u32 stamp);

#ifdef __cplusplus
}
#endif
