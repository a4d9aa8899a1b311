// SPDX-License-Identifier: MIT
#include "userspace/advise/tally.hpp"

#include <algorithm>

namespace ctgate::advise
{

using conntrack::Entry;

void Counter::add(const Entry& entry)
{
	std::uint64_t* const place = entry.protocol == service_.protocol ? place_of(entry) : nullptr;
	if (!place)
		return;
	++*place;
	const bool covered = place == &tally_.here || (place == &tally_.forwarded && scope_ == Scope::kForwardedToo);
	tally_.translated_source += covered && (entry.status & IPS_SRC_NAT);
	tally_.translated_destination += covered && (entry.status & IPS_DST_NAT);
}

std::uint64_t* Counter::place_of(const Entry& entry)
{
	const auto& [source, destination, source_port, destination_port] = entry.original;
	const bool from_here = local_.contain(source), to_here = local_.contain(destination);
	// An answer that came after its question's entry had expired made one of its own.
	if (service_.shape == Shape::kServer && from_here && has_port(source_port) && is_client(destination))
		return &tally_.here;
	if (!has_port(destination_port) || !is_client(source))
		return nullptr;
	if (to_here || (service_.shape == Shape::kTunnel && from_here))
		return &tally_.here;
	return from_here ? &tally_.asked : &tally_.forwarded;
}

bool Counter::has_port(std::uint16_t port) const
{
	return std::ranges::find(service_.ports, port) != service_.ports.end();
}

bool Counter::is_client(const conntrack::Address& address) const
{
	return service_.clients.empty() || std::ranges::any_of(service_.clients, [&](const Prefix& prefix) {
		       return prefix.contains(prefix_of(address));
	       });
}

} // namespace ctgate::advise
