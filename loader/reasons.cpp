// SPDX-License-Identifier: MIT
#include "loader/reasons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ctgate
{
namespace
{

/// An enumerator's spelling in small letters, made at compile time.
template <std::size_t N>
struct SmallLetters {
	constexpr SmallLetters(const char (&name)[N])
	{
		std::transform(name, name + N, text,
			       [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 'a' - 'A') : c; });
	}
	char text[N]{};
};

template <SmallLetters Name>
constexpr std::string_view kSmall{Name.text};

/// What the three reasons of a limit say of a packet.
constexpr std::array<std::string_view, CTG_LIMIT_BUCKETS> kOver = {
	"its source is over limit `{}`",
	"its destination is over limit `{}`",
	"all sources together are over limit `{}`",
};

// The table in bpf/abi.h spells them so.
// NOLINTBEGIN(readability-identifier-naming)
constexpr Topic ETHERNET = Topic::kEthernet;
constexpr Topic IP = Topic::kIp;
constexpr Topic TCP = Topic::kTcp;
constexpr Topic TCP_FLAGS = Topic::kTcpFlags;
constexpr Topic UDP = Topic::kUdp;
constexpr Topic ICMP = Topic::kIcmp;
constexpr Topic PREFIX = Topic::kPrefix;
constexpr Topic CONNTRACK = Topic::kConntrack;
// NOLINTEND(readability-identifier-naming)

const std::vector<Reason>& table()
{
	static const std::vector<Reason> reasons{
#define X(id, name, action, topic, what) {CTG_##name, std::string{kSmall<#name>}, CTG_##action, topic, what},
		CTG_REASONS(X)
#undef X
	};
	return reasons;
}

/// Limits are named with hyphens, reasons with underscores.
std::string reason_name(std::string_view limit, ctg_limit_bucket bucket)
{
	std::string name = fmt::format("limit_{}_{}", limit, to_string(bucket));
	std::ranges::replace(name, '-', '_');
	return name;
}

} // namespace

std::span<const Reason> reasons()
{
	return table();
}

std::vector<Reason> reasons_of(const ctg_policy& policy)
{
	std::vector<Reason> all = table();
	for (__u32 slot = 0; slot < CTG_LIMITS_MAX; ++slot) {
		const std::string_view limit = policy.limit[slot].name;
		for (const auto bucket : {CTG_EACH_SOURCE, CTG_EACH_DESTINATION, CTG_TOTAL})
			if (!limit.empty())
				all.push_back({.id = static_cast<ctg_reason>(ctg_limit_reason(slot, bucket)),
					       .name = reason_name(limit, bucket),
					       .default_action = CTG_OFF,
					       .topic = Topic::kLimit,
					       .what = fmt::format(fmt::runtime(kOver[bucket]), limit)});
	}
	return all;
}

const Reason* find_reason(std::string_view name)
{
	const auto found = std::ranges::find(table(), name, &Reason::name);
	return found == table().end() ? nullptr : &*found;
}

const Reason* find_reason(ctg_reason id)
{
	const auto found = std::ranges::find(table(), id, &Reason::id);
	return found == table().end() ? nullptr : &*found;
}

std::string_view to_string(ctg_limit_bucket bucket)
{
	constexpr std::array<std::string_view, CTG_LIMIT_BUCKETS> kNames = {"source", "destination", "total"};
	return kNames[bucket];
}

} // namespace ctgate
