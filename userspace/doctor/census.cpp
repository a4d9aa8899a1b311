// SPDX-License-Identifier: MIT
#include "userspace/doctor/census.hpp"

#include "userspace/conntrack/hash.hpp"

#include <fmt/format.h>

#include <netinet/in.h>

#include <algorithm>

namespace ctgate::doctor
{
namespace
{

using conntrack::Entry;
using conntrack::hash_of;
using conntrack::mixed;

constexpr std::size_t kNamed = 5;
constexpr std::size_t kHelpersMax = 32;

std::uint64_t hash_of_service(std::uint64_t destination, const Service& service)
{
	return mixed(destination, std::uint64_t{service.port} << 8 | service.protocol);
}

std::string protocol_name(std::uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_ICMP:
		return "icmp";
	case IPPROTO_ICMPV6:
		return "icmpv6";
	case IPPROTO_GRE:
		return "gre";
	case IPPROTO_SCTP:
		return "sctp";
	case IPPROTO_UDPLITE:
		return "udplite";
	case IPPROTO_DCCP:
		return "dccp";
	default:
		return fmt::format("protocol {}", protocol);
	}
}

bool has_ports(std::uint8_t protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP ||
	       protocol == IPPROTO_UDPLITE || protocol == IPPROTO_DCCP;
}

std::string name_of(const conntrack::Address& address)
{
	return to_string(address);
}

std::string name_of(const Service& service)
{
	const std::string protocol = protocol_name(service.protocol);
	const std::string address = to_string(service.destination);
	if (!has_ports(service.protocol))
		return fmt::format("{} {}", protocol, address);
	const bool brackets = service.destination.family == AF_INET6;
	return fmt::format("{} {}{}{}:{}", protocol, brackets ? "[" : "", address, brackets ? "]" : "", service.port);
}

std::string name_of(const Pair& pair)
{
	return fmt::format("{} > {}", to_string(pair.source), name_of(pair.service));
}

template <class Key>
std::vector<Named> named(const conntrack::Top<Key>& top)
{
	std::vector<Named> names;
	for (const auto& [key, times] : top.heaviest(kNamed))
		names.push_back({name_of(key), times});
	return names;
}

void add(Group& sum, const Group& part)
{
	sum.entries += part.entries;
	sum.replied += part.replied;
	sum.assured += part.assured;
	sum.from_here += part.from_here;
	sum.to_here += part.to_here;
}

} // namespace

Census::Census(conntrack::Classifier classifier)
    : classifier_{std::move(classifier)}, sketches_{std::make_unique<std::array<Sketch, conntrack::kKinds>>()}
{
}

void Census::add(const Entry& entry)
{
	++plain_.entries;
	plain_.expiring += entry.left.count() < kExpiringSeconds;
	plain_.picked_up_assured += entry.assured() && entry.picked_up();
	add_to((*sketches_)[static_cast<std::size_t>(classifier_.kind_of(entry))], entry);
	add_idle(entry);
	if (entry.status & IPS_SRC_NAT)
		add_translation(entry);
	if (!entry.helper.empty())
		add_helper(entry);
}

void Census::add_to(Sketch& sketch, const Entry& entry)
{
	const auto& local = classifier_.local();
	Group& plain = sketch.plain;
	++plain.entries;
	plain.replied += entry.replied();
	plain.assured += entry.assured();
	if (local.contain(entry.original.source))
		++plain.from_here;
	else if (local.contain(entry.reply.source))
		++plain.to_here;

	const Service service{entry.original.destination, entry.original.destination_port, entry.protocol};
	const std::uint64_t source = hash_of(entry.original.source);
	const std::uint64_t destination = hash_of(service.destination);
	const std::uint64_t at_port = hash_of_service(destination, service);
	sketch.sources.add(source);
	sketch.destinations.add(destination);
	sketch.top_sources.add(entry.original.source, source);
	sketch.top_services.add(service, at_port);
	sketch.top_pairs.add({entry.original.source, service}, mixed(source, at_port));
}

void Census::add_idle(const Entry& entry)
{
	plain_.outlived += classifier_.lifetimes().outlived(entry);
	const auto idle = classifier_.lifetimes().idle(entry);
	if (!idle)
		return;
	const auto above = std::ranges::upper_bound(kIdleFrom, idle->count());
	++plain_.idle[static_cast<std::size_t>(above - kIdleFrom.begin()) - 1];
}

/// Source NAT has as many ports for one address and service as there are: 64,512 without a range of its own.
void Census::add_translation(const Entry& entry)
{
	const Pair pair{entry.reply.destination, {entry.reply.source, entry.reply.source_port, entry.protocol}};
	translated_.add(pair,
			mixed(hash_of(pair.source), hash_of_service(hash_of(pair.service.destination), pair.service)));
}

void Census::add_helper(const Entry& entry)
{
	const std::string name{entry.helper};
	if (plain_.helpers.size() < kHelpersMax || plain_.helpers.contains(name))
		++plain_.helpers[name];
}

Figures Census::figures() const
{
	Figures figures = plain_;
	auto all = std::make_unique<Sketch>();
	for (std::size_t kind = 0; kind < conntrack::kKinds; ++kind) {
		const Sketch& sketch = (*sketches_)[kind];
		figures.groups[kind] = sketch.plain;
		figures.groups[kind].sources = std::min(sketch.sources.estimate(), sketch.plain.entries);
		figures.groups[kind].destinations = std::min(sketch.destinations.estimate(), sketch.plain.entries);
		figures.groups[kind].top_sources = named(sketch.top_sources);
		figures.groups[kind].top_services = named(sketch.top_services);
		figures.groups[kind].top_pairs = named(sketch.top_pairs);
		doctor::add(figures.all, sketch.plain);
		all->sources.add(sketch.sources);
		all->destinations.add(sketch.destinations);
		all->top_sources.add(sketch.top_sources);
		all->top_services.add(sketch.top_services);
		all->top_pairs.add(sketch.top_pairs);
	}
	figures.all.sources = std::min(all->sources.estimate(), figures.entries);
	figures.all.destinations = std::min(all->destinations.estimate(), figures.entries);
	figures.all.top_sources = named(all->top_sources);
	figures.all.top_services = named(all->top_services);
	figures.all.top_pairs = named(all->top_pairs);
	figures.translated = named(translated_);
	return figures;
}

std::optional<Service> Census::main_service(conntrack::Kind kind) const
{
	const auto heaviest = (*sketches_)[static_cast<std::size_t>(kind)].top_services.heaviest(1);
	return heaviest.empty() ? std::nullopt : std::optional{heaviest.front().key};
}

std::uint64_t Figures::idle_for(std::uint32_t seconds_at_least) const
{
	std::uint64_t sum = 0;
	for (std::size_t i = 0; i < kIdleFrom.size(); ++i)
		if (kIdleFrom[i] >= seconds_at_least)
			sum += idle[i];
	return sum;
}

} // namespace ctgate::doctor
