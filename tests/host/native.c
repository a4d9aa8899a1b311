/* SPDX-License-Identifier: MIT */
#include "tests/host/native.h"

#include "bpf/check/fragment.h"
#include "bpf/check/plain.h"
#include "bpf/check/tcp.h"
#include "bpf/check/udp.h"
#include "bpf/limit/bucket.h"
#include "bpf/limit/hash.h"
#include "bpf/limit/line.h"
#include "bpf/limit/memory.h"
#include "bpf/parse/ethernet.h"
#include "bpf/parse/icmp.h"
#include "bpf/parse/ipv4.h"
#include "bpf/parse/ipv6.h"

struct native_ethernet native_parse_ethernet(const __u8* bytes, size_t size)
{
	struct ctg_cursor cursor = {bytes, bytes + size};
	struct ctg_ethernet ethernet = {0};
	enum ctg_reason reason = ctg_parse_ethernet(&cursor, &ethernet);

	return (struct native_ethernet){reason, ethernet.type, ethernet.length, (size_t)(cursor.at - bytes)};
}

struct native_ip native_parse_ipv4(const __u8* bytes, size_t size)
{
	struct ctg_cursor cursor = {bytes, bytes + size};
	struct native_ip result = {0};

	result.reason = ctg_parse_ipv4(&cursor, &result.ip);
	result.taken = (size_t)(cursor.at - bytes);
	return result;
}

struct native_ip native_parse_ipv6(const __u8* bytes, size_t size)
{
	struct ctg_cursor cursor = {bytes, bytes + size};
	struct native_ip result = {0};

	result.reason = ctg_parse_ipv6(&cursor, &result.ip);
	if (!result.reason)
		result.reason = ctg_walk_ipv6_extensions(&cursor, &result.ip);
	result.taken = (size_t)(cursor.at - bytes);
	return result;
}

struct native_tcp native_parse_tcp(const __u8* bytes, size_t size, const struct ctg_ip* ip)
{
	struct ctg_cursor cursor = {bytes, bytes + size};
	struct ctg_tcp tcp = {0};
	enum ctg_reason reason = ctg_parse_tcp(&cursor, ip, &tcp);

	return (struct native_tcp){reason, tcp.flags, tcp.header_length, (size_t)(cursor.at - bytes)};
}

struct native_plain native_parse_plain(const __u8* bytes, size_t size)
{
	struct ctg_cursor cursor = {bytes, bytes + size};
	struct native_plain plain = {0};

	plain.is_plain = ctg_parse_plain(&cursor, &plain.ip);
	plain.taken = (size_t)(cursor.at - bytes);
	return plain;
}

enum ctg_reason native_check_tcp_flags(__u8 flags)
{
	return ctg_check_tcp_flags(&(struct ctg_tcp){.flags = flags});
}

enum ctg_reason native_check_tcp_offset(__u8 header_length, const struct ctg_ip* ip)
{
	return ctg_check_tcp_offset(&(struct ctg_tcp){.header_length = header_length}, ip);
}

struct native_udp native_parse_udp(const __u8* bytes, size_t size, const struct ctg_ip* ip)
{
	struct ctg_cursor cursor = {bytes, bytes + size};
	struct ctg_udp udp = {0};
	enum ctg_reason reason = ctg_parse_udp(&cursor, ip, &udp);

	return (struct native_udp){reason, udp.source_port, udp.destination_port, udp.length,
				   (size_t)(cursor.at - bytes)};
}

enum ctg_reason native_check_udp_length(__u16 length, const struct ctg_ip* ip)
{
	return ctg_check_udp_length(&(struct ctg_udp){.length = length}, ip);
}

struct native_icmp native_parse_icmp(const __u8* bytes, size_t size, const struct ctg_ip* ip)
{
	struct ctg_cursor cursor = {bytes, bytes + size};
	struct ctg_icmp icmp = {0};
	enum ctg_reason reason = ctg_parse_icmp(&cursor, ip, &icmp);

	return (struct native_icmp){reason, icmp.type, (size_t)(cursor.at - bytes)};
}

__u8 native_icmp_protocol(const struct ctg_ip* ip)
{
	return ctg_icmp_protocol(ip);
}

bool native_is_echo_request(__u8 type, const struct ctg_ip* ip)
{
	return ctg_is_echo_request(&(struct ctg_icmp){.type = type}, ip);
}

enum ctg_reason native_check_fragment(const struct ctg_ip* ip)
{
	return ctg_check_fragment(ip);
}

bool native_bucket_is_overdrawn(const struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now)
{
	return ctg_bucket_is_overdrawn(bucket, pace, now);
}

void native_bucket_cut(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now)
{
	ctg_bucket_cut(bucket, pace, now);
}

bool native_bucket_has_token(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now)
{
	return ctg_bucket_has_token(bucket, pace, now);
}

void native_bucket_charge(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now)
{
	ctg_bucket_charge(bucket, pace, now);
}

bool native_bucket_take(struct ctg_bucket* bucket, const struct ctg_pace* pace, __u64 now)
{
	return ctg_bucket_take(bucket, pace, now);
}

__u32 native_hash(const struct ctg_hash_key* key, const __u32 address[4], const __u32 mask[4], enum ctg_family family)
{
	struct ctg_address whole = {.word = {address[0], address[1], address[2], address[3]}};

	return ctg_hash(key, &whole, mask, family);
}

struct native_pair native_pair_of(__u32 hash)
{
	struct ctg_pair pair = ctg_pair_of(hash);

	return (struct native_pair){pair.first, pair.second};
}

bool native_pair_has_token(const struct ctg_line* line, __u32 hash, const struct ctg_pace* pace, __u64 now)
{
	return ctg_bucket_covers(ctg_pair_full_at(line, ctg_pair_of(hash)), pace, now);
}

void native_pair_charge(struct ctg_line* line, __u32 hash, const struct ctg_pace* pace, __u64 now)
{
	ctg_pair_charge(line, ctg_pair_of(hash), pace, now);
}

__u32 native_stamp(__u64 now)
{
	return ctg_stamp(now);
}

enum ctg_acquaintance native_recall(const struct ctg_line* line, __u16 tag, __u32 stamp)
{
	return ctg_recall(line, tag, stamp);
}

void native_remember(struct ctg_line* line, __u16 tag, __u32 stamp)
{
	ctg_remember(line, tag, stamp);
}
