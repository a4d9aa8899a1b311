// SPDX-License-Identifier: MIT
// Entries that stay whatever was asked for.
#pragma once

#include "userspace/conntrack/entry.hpp"
#include "userspace/conntrack/local_addresses.hpp"

#include <optional>

namespace ctgate::relief
{

enum class Reason : std::uint8_t {
	kNone, ///< it may be freed
	kOwn,  ///< the caller's own SSH connection
	kSsh,  ///< an established SSH connection to this host, which may be the caller's
};

/// The caller's connection is known from SSH_CONNECTION, which a terminal multiplexer keeps from an earlier login, and
/// which nobody has who logged in another way. So no established connection to this host's SSH port is ever freed:
/// that is port 22, and the one of SSH_CONNECTION.
class Keeping
{
public:
	/// `own` goes from the client to the server, as the server sees them.
	Keeping(const std::optional<conntrack::Tuple>& own, conntrack::LocalAddresses local)
	    : own_{own}, local_{std::move(local)}
	{
	}

	Reason reason(const conntrack::Entry& entry) const;
	bool knows_own() const { return own_.has_value(); }

private:
	bool is_own(const conntrack::Entry& entry) const;
	bool is_ssh(const conntrack::Entry& entry) const;

	std::optional<conntrack::Tuple> own_;
	conntrack::LocalAddresses local_;
};

} // namespace ctgate::relief
