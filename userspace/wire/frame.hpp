// SPDX-License-Identifier: MIT
// Builds whole Ethernet frames of ordinary packets: every length and checksum as it should be.
#pragma once

#include "userspace/wire/address.hpp"
#include "userspace/wire/tcp_flags.hpp"

namespace ctgate::wire
{

/// Where a packet comes from and goes to; made by between().
template <class Place>
struct Path {
	Place source, destination;
};

/// EINVAL when one is IPv4 and the other IPv6.
Result<Path<Address>> between(Address source, Address destination);
Result<Path<Endpoint>> between(Endpoint source, Endpoint destination);

/// The longest payload, in bytes, that fits behind any of the headers in either version of IP.
inline constexpr std::size_t kPayloadMax = 65'535 - 20 - 20;

/// Each carries `payload` zeros, at most kPayloadMax.
Bytes tcp_frame(const Path<Endpoint>& path, TcpFlags flags, std::size_t payload);
Bytes udp_frame(const Path<Endpoint>& path, std::size_t payload);
Bytes echo_frame(const Path<Address>& path, std::size_t payload);

} // namespace ctgate::wire
