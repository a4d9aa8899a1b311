// SPDX-License-Identifier: MIT
#include "userspace/selftest/group.hpp"

#include <algorithm>

namespace ctgate::selftest
{
namespace
{

/// Of nobody (RFC 5737, RFC 3849) if possible; but just these an operator may well have denied, so others follow.
constexpr std::array<std::array<const char*, 5>, CTG_FAMILIES> kSources = {{
	{"198.51.100.1", "192.0.2.1", "100.64.0.1", "10.11.12.13", "8.8.8.8"},
	{"2001:db8:1::1", "fd00:1::1", "2001:4860:4860::8888", "2606:4700::1", "2a00:1450::1"},
}};
constexpr std::array<const char*, CTG_FAMILIES> kDestinations = {"203.0.113.1", "2001:db8:2::1"};
constexpr std::array<const char*, CTG_FAMILIES> kFamilyNames = {"IPv4", "IPv6"};

bool is_in(const Trace& trace, ctg_set set)
{
	return std::ranges::any_of(trace.steps,
				   [=](const ctg_step& s) { return s.kind == CTG_STEP_SET && s.x == set && s.y == 1; });
}

Result<Trace> trace_of(const Filtering& filter, const Bytes& frame)
{
	return filter.trace(std::as_bytes(std::span{frame}));
}

Bytes ordinary(const Config& config, ctg_family family, const Addresses& addresses)
{
	const Layer segment = opening(config).usual;
	return ethernet(family == CTG_IPV4 ? ipv4(addresses, {}, segment) : ipv6(addresses, segment));
}

/// Addresses of which the sets say nothing.
Result<Addresses> strangers(const Config& config, ctg_family family, const Filtering& filter)
{
	for (const char* source : kSources[family]) {
		Addresses addresses{.source = address(source), .destination = address(kDestinations[family])};
		const auto trace = trace_of(filter, ordinary(config, family, addresses));
		if (!trace)
			return error_of(trace);
		if (!is_in(*trace, CTG_SET_ALLOW) && !is_in(*trace, CTG_SET_DENY))
			return addresses;
	}
	return fail(EADDRNOTAVAIL,
		    "every {} address tried as a source is in the allow or the deny set ({}); the selftest needs one "
		    "that is in neither",
		    kFamilyNames[family], fmt::join(kSources[family], ", "));
}

/// A SYN from there; nothing when the allow set, which comes first, has that address too.
Result<std::optional<Probe>> from_denied(const Config& config, ctg_family family, const Filtering& filter,
					 const Bytes& source)
{
	const Addresses addresses{.source = source, .destination = address(kDestinations[family])};
	const auto trace = trace_of(filter, ordinary(config, family, addresses));
	if (!trace)
		return error_of(trace);
	if (is_in(*trace, CTG_SET_ALLOW))
		return std::nullopt;
	Probe probe = opening(config);
	probe.name = "prefix_denied";
	probe.denied_source = source;
	return probe;
}

Result<Group> group_of(const Config& config, ctg_family family, const Filtering& filter,
		       const std::optional<Bytes>& denied)
{
	auto addresses = strangers(config, family, filter);
	if (!addresses)
		return error_of(addresses);
	Group group{.layer = kFamilyNames[family],
		    .family = family,
		    .addresses = std::move(*addresses),
		    .probes = probes(config, family),
		    .shapes = network_shapes(family),
		    .links = link_shapes()};
	if (!denied)
		return group;
	const auto probe = from_denied(config, family, filter, *denied);
	if (!probe)
		return error_of(probe);
	if (*probe)
		group.probes.push_back(**probe);
	return group;
}

/// What is no IP at all: only where the filter reads as far.
Group others()
{
	Group group{.layer = "other",
		    .family = CTG_IPV4,
		    .addresses = {},
		    .probes = {{.name = "the frame itself"}},
		    .shapes = stranger_shapes(),
		    .links = link_shapes()};
	std::erase_if(group.links, [](const LinkShape& link) { return link.sight != Sight::kWhole; });
	return group;
}

} // namespace

Result<std::vector<Group>> groups(const Config& config, const Filtering& filter, const Denied& denied)
{
	std::vector<Group> all;
	for (const auto family : {CTG_IPV4, CTG_IPV6}) {
		auto group = group_of(config, family, filter, denied[family]);
		if (!group)
			return error_of(group);
		all.push_back(std::move(*group));
	}
	all.push_back(others());
	return all;
}

} // namespace ctgate::selftest
