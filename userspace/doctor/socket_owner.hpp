// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"
#include "userspace/conntrack/address.hpp"
#include "userspace/doctor/observation.hpp"

#include <cstdint>
#include <optional>

namespace ctgate::doctor
{

/// Which TCP sockets of this namespace to look for.
struct SocketFilter {
	std::uint32_t states;                       ///< bits by TCP_ESTABLISHED and its like, netinet/tcp.h
	std::optional<conntrack::Address> remote{}; ///< any, if none
	std::uint16_t remote_port = 0;              ///< any, if 0
};

struct SocketOwner {
	std::string process; ///< "java (4711)", the one that holds most of them
	std::uint64_t sockets = 0;
};

/// Asks sock_diag(7) for the sockets and /proc for who holds them. None when there is no such socket, or its process
/// cannot be seen.
std::optional<SocketOwner> owner_of_sockets(const SocketFilter& filter);

} // namespace ctgate::doctor
