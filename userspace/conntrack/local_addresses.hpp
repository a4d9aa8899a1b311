// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"
#include "userspace/conntrack/address.hpp"

#include <set>
#include <vector>

namespace ctgate::conntrack
{

/// The addresses of this network namespace: what tells its own flows from those that pass through.
class LocalAddresses
{
public:
	LocalAddresses() = default;
	explicit LocalAddresses(const std::vector<Address>& addresses) : addresses_{addresses.begin(), addresses.end()}
	{
	}
	/// getifaddrs(3) of the calling thread's namespace.
	static Result<LocalAddresses> read();

	bool contain(const Address& address) const { return addresses_.contains(address); }

private:
	std::set<Address> addresses_;
};

} // namespace ctgate::conntrack
