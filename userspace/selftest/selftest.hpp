// SPDX-License-Identifier: MIT
// Every probe in every shape through the filter, and what came of it.
#pragma once

#include "userspace/selftest/group.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace ctgate::selftest
{

enum class Outcome {
	kAsConfigured,
	kBypass,   ///< something passes that the configuration names, and may reach conntrack
	kHarmless, ///< something passes, and conntrack makes no more of it than the filter
	kWrong,
	kNotTried, ///< this kernel cannot
};

/// What came of one shape, with all probes and all shapes around it or inside it.
struct ShapeResult {
	std::string layer; ///< "Ethernet", "IPv4", "IPv6" or "other"
	std::string name;
	std::string why, remedy; ///< if something passes
	Reader reader = Reader::kConntrack;
	std::size_t frames = 0;
	std::size_t wrong = 0;
	std::set<std::string> missed = {}; ///< probes that pass in this shape although the configuration names them
	std::set<std::string> caught = {}; ///< and those that it sees

	Outcome outcome() const;
};

/// One frame that was judged wrongly.
struct WrongFrame {
	std::string layer, network, link, probe;
	std::string sentence;
};

struct Findings {
	std::size_t frames = 0;
	std::vector<ShapeResult> shapes = {};
	std::vector<WrongFrame> wrong = {};

	std::size_t count(Outcome outcome) const;
};

/// Fails with what the filter fails with, or as groups() does.
Result<Findings> run(const Config& config, const Filtering& filter, const Denied& denied);

} // namespace ctgate::selftest
