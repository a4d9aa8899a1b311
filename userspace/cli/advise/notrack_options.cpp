// SPDX-License-Identifier: MIT
#include "userspace/cli/advise/notrack_options.hpp"

#include "userspace/config/port.hpp"
#include "userspace/config/prefix.hpp"

#include <netinet/in.h>

#include <algorithm>

namespace ctgate::cli
{
namespace
{

using advise::Service;

Result<std::vector<Prefix>> clients_of(const NotrackOptions& options)
{
	std::vector<Prefix> clients;
	for (const auto& text : options.sources) {
		const auto prefix = parse_prefix(text);
		if (!prefix)
			return std::unexpected{prefix.error().within("--source")};
		clients.push_back(*prefix);
	}
	return clients;
}

/// A health check, or a service that has no name here.
Result<Service> service_by_port(const NotrackOptions& options, std::string_view name)
{
	const auto port = parse_port(*options.port);
	if (!port)
		return error_of(port);
	const auto protocol =
		options.protocol ? advise::parse_protocol(*options.protocol) : Result<std::uint8_t>{IPPROTO_TCP};
	if (!protocol)
		return error_of(protocol);
	return advise::service_at(name, *protocol, *port);
}

/// All that are known when none is named.
Result<std::vector<Service>> named_services(const NotrackOptions& options)
{
	if (!options.names_any())
		return advise::known_services();
	if (options.services.empty()) {
		auto service = service_by_port(options, fmt::format("port {}", *options.port));
		return service ? Result<std::vector<Service>>{{std::move(*service)}} : error_of(service);
	}
	std::vector<Service> services;
	for (const auto& name : options.services) {
		auto service =
			name == advise::kHealthCheck ? service_by_port(options, name) : advise::find_service(name);
		if (!service)
			return error_of(service);
		if (std::ranges::find(services, name, &Service::name) == services.end())
			services.push_back(std::move(*service));
	}
	return services;
}

Result<void> require_consistent(const NotrackOptions& options)
{
	const bool check = std::ranges::find(options.services, advise::kHealthCheck) != options.services.end();
	if (options.syntax != "nft" && options.syntax != "iptables")
		return fail(EINVAL, "--syntax: `{}` is not known; say nft or iptables", options.syntax);
	if (check && (!options.port || options.sources.empty()))
		return fail(EINVAL, "health-check: say the --port that is checked, and the --source that checks it");
	if (check && options.forwarded)
		return fail(EINVAL, "--forwarded: a health check ends at this host");
	if (!check && options.port && !options.services.empty())
		return fail(EINVAL, "--port belongs to health-check, or to a service without a name; {} has its own",
			    options.services.front());
	if (!check && options.port && !options.protocol)
		return fail(EINVAL, "--port {}: say --protocol udp or tcp", *options.port);
	if (options.protocol && !options.port)
		return fail(EINVAL, "--protocol belongs to --port, which is missing");
	if (!options.sources.empty() && !options.names_any())
		return fail(EINVAL, "--source: say which service is asked from there, dns or --port and --protocol");
	return {};
}

} // namespace

Result<std::vector<Service>> services_of(const NotrackOptions& options)
{
	if (const auto consistent = require_consistent(options); !consistent)
		return error_of(consistent);
	auto services = named_services(options);
	if (!services)
		return services;
	const auto clients = clients_of(options);
	if (!clients)
		return error_of(clients);
	for (Service& service : *services) {
		if (!clients->empty() && service.shape == advise::Shape::kTunnel)
			return fail(EINVAL, "--source: {} has no clients; it is a tunnel with two ends", service.name);
		service.clients = *clients;
	}
	return services;
}

} // namespace ctgate::cli
