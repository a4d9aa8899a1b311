// SPDX-License-Identifier: MIT
// Which entries are meant. Pure: entry -> yes or no.
#pragma once

#include "loader/sets/prefix.hpp"
#include "userspace/conntrack/kind.hpp"
#include "userspace/relief/target.hpp"

#include <chrono>
#include <optional>

namespace ctgate::relief
{

/// RFC 5382, REQ-5: a NAT keeps an idle connection for 2 hours 4 minutes at least, so that a TCP keepalive, every two
/// hours, finds it.
constexpr std::chrono::seconds kIdleDefault{7440};
/// Below that it is a living user who thinks.
constexpr std::chrono::seconds kIdleLeast{600};

/// What was asked for; prefixes and port are those of the flow's first packet.
struct Wish {
	Target target = Target::kUnassured;
	std::chrono::seconds older = kIdleDefault; ///< of Target::kIdle
	std::optional<Prefix> source = {}, destination = {};
	std::optional<std::uint16_t> port = {}; ///< of the destination

	/// All entries of its kind, without a prefix or a port.
	bool whole() const { return !source && !destination && !port; }
};

class Selection
{
public:
	Selection(const Wish& wish, const conntrack::Classifier& classifier) : wish_{wish}, classifier_{classifier} {}

	bool contains(const conntrack::Entry& entry) const;
	const Wish& wish() const { return wish_; }
	const conntrack::Classifier& classifier() const { return classifier_; }

private:
	bool is_meant(const conntrack::Entry& entry) const;
	bool is_between(const conntrack::Entry& entry) const;

	Wish wish_;
	conntrack::Classifier classifier_;
};

} // namespace ctgate::relief
