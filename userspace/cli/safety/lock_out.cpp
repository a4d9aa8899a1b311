// SPDX-License-Identifier: MIT
#include "userspace/cli/safety/lock_out.hpp"

#include "userspace/cli/safety/ssh_connection.hpp"

#include <algorithm>

namespace ctgate::cli
{
namespace
{

/// fe80::/10, RFC 4291 2.5.6.
constexpr Prefix kLinkLocal{.family = CTG_IPV6, .address = {0xfe, 0x80}, .bits = 10};

} // namespace

std::optional<Prefix> ssh_peer()
{
	const auto connection = ssh_connection();
	return connection ? std::optional{prefix_of(connection->source)} : std::nullopt;
}

Result<void> require_some_left(std::span<const SetEntry> denied)
{
	for (const SetEntry& entry : denied) {
		const Prefix& prefix = entry.prefix;
		if (prefix.bits == 0)
			return fail(EINVAL, "{} is everybody: say --force if you mean it", to_string(prefix));
		if (prefix.bits < prefix.bits_max() && (kLinkLocal.contains(prefix) || prefix.contains(kLinkLocal)))
			return fail(EINVAL,
				    "{} holds link-local addresses, from which neighbour discovery and DHCPv6 come: "
				    "this would cut off IPv6; say --force if you mean it",
				    to_string(prefix));
	}
	return {};
}

Result<void> require_not_cut_off(std::span<const SetEntry> denied, const PrefixSet& allowed)
{
	const auto peer = ssh_peer();
	if (!peer)
		return {};
	const auto around =
		std::ranges::find_if(denied, [&](const SetEntry& entry) { return entry.prefix.contains(*peer); });
	if (around == denied.end())
		return {};
	const auto excuse = allowed.around(*peer);
	if (!excuse)
		return error_of(excuse);
	if (*excuse)
		return {};
	return fail(
		EBUSY,
		"{0}, from where you are logged in by SSH, is in {1}: this would cut you off; allow it first (ctgate "
		"allow add {0}), or say --force",
		to_string(*peer), to_string(around->prefix));
}

} // namespace ctgate::cli
