// SPDX-License-Identifier: MIT
// How many entries there are of a service now: the slots that rules would keep free.
#pragma once

#include "userspace/advise/service.hpp"
#include "userspace/conntrack/entry.hpp"
#include "userspace/conntrack/local_addresses.hpp"

#include <cstdint>

namespace ctgate::advise
{

enum class Scope {
	kThisHost,    ///< what this host serves, or sends through its tunnels
	kForwardedToo ///< what passes through besides
};

struct Tally {
	std::uint64_t here = 0;      ///< to this host's port; of tunnels, that begin or end here
	std::uint64_t forwarded = 0; ///< between others
	std::uint64_t asked = 0;     ///< opened by this host towards other servers
	std::uint64_t translated_source = 0, translated_destination = 0; ///< by NAT, of those that are covered

	std::uint64_t covered(Scope scope) const { return here + (scope == Scope::kForwardedToo ? forwarded : 0); }
};

/// Pure: entries in, a tally out.
class Counter
{
public:
	Counter(Service service, Scope scope, conntrack::LocalAddresses local)
	    : service_{std::move(service)}, scope_{scope}, local_{std::move(local)}
	{
	}

	void add(const conntrack::Entry& entry);
	const Service& service() const { return service_; }
	const Tally& tally() const { return tally_; }

private:
	/// What the entry adds one to; null when it is not of this service.
	std::uint64_t* place_of(const conntrack::Entry& entry);
	bool has_port(std::uint16_t port) const;
	bool is_client(const conntrack::Address& address) const;

	Service service_;
	Scope scope_;
	conntrack::LocalAddresses local_;
	Tally tally_;
};

} // namespace ctgate::advise
