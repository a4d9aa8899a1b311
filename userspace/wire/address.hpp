// SPDX-License-Identifier: MIT
// IP addresses, and addresses with a port, as people write them.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/wire/bytes.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ctgate::wire
{

/// Four bytes or sixteen, in network byte order.
struct Address {
	Bytes bytes;

	bool is_ipv4() const { return bytes.size() == 4; }
	bool operator==(const Address&) const = default;
};

struct Endpoint {
	Address address;
	std::uint16_t port;
};

/// "192.0.2.7" or "2001:db8::7", also in brackets.
Result<Address> parse_address(std::string_view text);
/// "192.0.2.7:4711" or "[2001:db8::7]:4711".
Result<Endpoint> parse_endpoint(std::string_view text);

std::string to_string(const Address& address);
std::string to_string(const Endpoint& endpoint);

} // namespace ctgate::wire
