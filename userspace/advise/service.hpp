// SPDX-License-Identifier: MIT
// Traffic that conntrack need not know, by what can be told from a packet alone.
#pragma once

#include "loader/base/error.hpp"
#include "loader/sets/prefix.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate::advise
{

enum class Shape {
	kServer, ///< asked at its port, and answers from it
	kTunnel  ///< both ends send to its port: the answer is a flow of its own
};

struct Service {
	std::string name; ///< as it is typed
	std::uint8_t protocol = 0;
	std::vector<std::uint16_t> ports;
	Shape shape = Shape::kServer;
	std::vector<Prefix> clients = {}; ///< of a server: only from there; everybody when empty
	std::string relief = {};          ///< of ctgate: frees what is in the table already
};

/// dns, vxlan, geneve: known by their ports.
const std::vector<Service>& known_services();
/// EINVAL with the names.
Result<Service> find_service(std::string_view name);

inline constexpr std::string_view kHealthCheck = "health-check";
/// A port of this host.
Service service_at(std::string_view name, std::uint8_t protocol, std::uint16_t port);

/// What frees the entries that are in the table already: ctgate, or conntrack(8) where ctgate has no word for them.
std::vector<std::string> relief_commands(const Service& service);

/// "udp" or "tcp".
std::string_view protocol_name(std::uint8_t protocol);
Result<std::uint8_t> parse_protocol(std::string_view text);

} // namespace ctgate::advise
