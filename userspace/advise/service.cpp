// SPDX-License-Identifier: MIT
#include "userspace/advise/service.hpp"

#include "loader/base/nearest.hpp"

#include <fmt/ranges.h>
#include <netinet/in.h>

#include <algorithm>

namespace ctgate::advise
{

const std::vector<Service>& known_services()
{
	static const std::vector<Service> services{
		{.name = "dns", .protocol = IPPROTO_UDP, .ports = {53}, .relief = "ctgate relieve dns"},
		// RFC 7348, and the port that Linux used before there was one.
		{.name = "vxlan",
		 .protocol = IPPROTO_UDP,
		 .ports = {4789, 8472},
		 .shape = Shape::kTunnel,
		 .relief = "ctgate relieve tunnels"},
		// RFC 8926.
		{.name = "geneve",
		 .protocol = IPPROTO_UDP,
		 .ports = {6081},
		 .shape = Shape::kTunnel,
		 .relief = "ctgate relieve tunnels"},
	};
	return services;
}

Result<Service> find_service(std::string_view name)
{
	const auto& all = known_services();
	if (const auto found = std::ranges::find(all, name, &Service::name); found != all.end())
		return *found;
	std::vector<std::string> names;
	std::ranges::transform(all, std::back_inserter(names), &Service::name);
	names.emplace_back(kHealthCheck);
	return fail(EINVAL, "`{}` is no service that is known here; say {}, or --port and --protocol{}", name,
		    fmt::join(names, ", "), did_you_mean(name, names));
}

Service service_at(std::string_view name, std::uint8_t protocol, std::uint16_t port)
{
	return {.name = std::string{name}, .protocol = protocol, .ports = {port}};
}

std::vector<std::string> relief_commands(const Service& service)
{
	if (!service.relief.empty())
		return {service.relief};
	const std::string command = fmt::format("conntrack -D -p {} --orig-port-dst {}",
						protocol_name(service.protocol), service.ports.front());
	std::vector<std::string> commands;
	for (const Prefix& client : service.clients)
		commands.push_back(fmt::format("{} -s {}", command, to_string(client)));
	return commands.empty() ? std::vector{command} : commands;
}

std::string_view protocol_name(std::uint8_t protocol)
{
	return protocol == IPPROTO_TCP ? "tcp" : "udp";
}

Result<std::uint8_t> parse_protocol(std::string_view text)
{
	for (const std::uint8_t protocol : {IPPROTO_TCP, IPPROTO_UDP})
		if (text == protocol_name(protocol))
			return protocol;
	return fail(EINVAL, "--protocol: `{}` has no ports that could be told; say udp or tcp", text);
}

} // namespace ctgate::advise
