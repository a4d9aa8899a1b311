// SPDX-License-Identifier: MIT
#include "loader/reasons.hpp"

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

// The table in bpf/abi.h spells them so.
// NOLINTBEGIN(readability-identifier-naming)
constexpr Topic ETHERNET = Topic::kEthernet;
constexpr Topic IP = Topic::kIp;
constexpr Topic TCP = Topic::kTcp;
constexpr Topic TCP_FLAGS = Topic::kTcpFlags;
constexpr Topic UDP = Topic::kUdp;
constexpr Topic LIMIT = Topic::kLimit;
// NOLINTEND(readability-identifier-naming)

constexpr auto kReasons = std::to_array<Reason>({
#define X(id, name, action, topic, what) {CTG_##name, kSmall<#name>, CTG_##action, topic, what},
	CTG_REASONS(X)
#undef X
});

} // namespace

std::span<const Reason> reasons()
{
	return kReasons;
}

const Reason* find_reason(std::string_view name)
{
	const auto* found = std::ranges::find(kReasons, name, &Reason::name);
	return found == kReasons.end() ? nullptr : found;
}

const Reason* find_reason(ctg_reason id)
{
	const auto* found = std::ranges::find(kReasons, id, &Reason::id);
	return found == kReasons.end() ? nullptr : found;
}

} // namespace ctgate
