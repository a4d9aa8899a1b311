// SPDX-License-Identifier: MIT
// A namespace with entries of every sort, and `ctgate relieve` in it.
#pragma once

#include "tests/e2e/entries.hpp"
#include "tests/e2e/network.hpp"

#include <nlohmann/json.hpp>

#include <set>
#include <string>
#include <vector>

namespace ctgate::e2e
{

/// Two at least of everything that relieve tells apart, in both families, translated and in a zone.
std::vector<NewEntry> every_sort();

class Relieved
{
public:
	explicit Relieved(const std::vector<NewEntry>& entries);

	const Namespace& host() const { return host_; }
	/// ctgate relieve, after "NAME=value" for its environment.
	Finished relieve(const std::vector<std::string>& arguments,
			 const std::vector<std::string>& environment = {}) const;
	/// With --json; throws unless it succeeds.
	nlohmann::json report(std::vector<std::string> arguments,
			      const std::vector<std::string>& environment = {}) const;

	/// As conntrack counts and names them.
	int count() const;
	std::set<std::string> ids() const;

private:
	Namespace host_;
};

} // namespace ctgate::e2e
