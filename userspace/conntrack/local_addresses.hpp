// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"
#include "userspace/conntrack/address.hpp"
#include "userspace/conntrack/hash.hpp"

#include <unordered_set>
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
	struct Hash {
		std::size_t operator()(const Address& address) const noexcept { return hash_of(address); }
	};
	std::unordered_set<Address, Hash> addresses_; // asked several times about each entry of a table
};

} // namespace ctgate::conntrack
