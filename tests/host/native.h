/* SPDX-License-Identifier: MIT */
/*
 * The filter's pure headers as plain functions: they are C, with designated
 * array initialisers that C++ does not have. What a parser finds comes back by
 * value, behind its reason.
 */
#pragma once

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

enum ctg_reason native_check_fragment(const struct ctg_ip* ip);

bool native_bucket_is_overdrawn(const struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now);
void native_bucket_cut(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now);
bool native_bucket_has_token(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now);
void native_bucket_charge(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now);
bool native_bucket_take(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now);

#ifdef __cplusplus
}
#endif
