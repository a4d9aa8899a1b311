// SPDX-License-Identifier: MIT
#include "userspace/cli/safety/ssh_connection.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace ctgate::cli
{
namespace
{

constexpr std::string_view kVariable = "SSH_CONNECTION=";
constexpr int kAncestorsMax = 64;

/// The interface behind a link-local address ("fe80::1%eth0") is not part of what goes over the wire.
std::optional<conntrack::Address> address_of(const std::string& text)
{
	const std::string bare = text.substr(0, text.find('%'));
	conntrack::Address address;
	address.family = bare.find(':') == std::string::npos ? AF_INET : AF_INET6;
	return ::inet_pton(address.family, bare.c_str(), address.bytes.data()) == 1 ? std::optional{address}
										    : std::nullopt;
}

std::optional<conntrack::Tuple> connection_of_process(pid_t process)
{
	std::ifstream environment{fmt::format("/proc/{}/environ", process)};
	for (std::string variable; std::getline(environment, variable, '\0');)
		if (variable.starts_with(kVariable))
			return parse_ssh_connection(variable.substr(kVariable.size()));
	return std::nullopt;
}

pid_t parent_of(pid_t process)
{
	std::ifstream status{fmt::format("/proc/{}/status", process)};
	for (std::string field; status >> field;) {
		pid_t parent = 0;
		if (field == "PPid:" && status >> parent)
			return parent;
	}
	return 0;
}

} // namespace

std::optional<conntrack::Tuple> parse_ssh_connection(std::string_view text)
{
	std::istringstream words{std::string{text}};
	std::string client, server;
	conntrack::Tuple connection;
	if (!(words >> client >> connection.source_port >> server >> connection.destination_port))
		return std::nullopt;
	const auto from = address_of(client), to = address_of(server);
	if (!from || !to)
		return std::nullopt;
	connection.source = *from;
	connection.destination = *to;
	return connection;
}

std::optional<conntrack::Tuple> ssh_connection()
{
	if (const char* connection = std::getenv("SSH_CONNECTION"))
		return parse_ssh_connection(connection);
	pid_t process = ::getppid();
	for (int i = 0; i < kAncestorsMax && process > 1; ++i, process = parent_of(process))
		if (const auto connection = connection_of_process(process))
			return connection;
	return std::nullopt;
}

} // namespace ctgate::cli
