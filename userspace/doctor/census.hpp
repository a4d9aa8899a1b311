// SPDX-License-Identifier: MIT
// Counts entries as they come, in the same two megabytes however many they are.
#pragma once

#include "userspace/conntrack/distinct.hpp"
#include "userspace/conntrack/kind.hpp"
#include "userspace/conntrack/top.hpp"
#include "userspace/doctor/figures.hpp"

#include <array>
#include <memory>
#include <optional>

namespace ctgate::doctor
{

struct Service {
	conntrack::Address destination;
	std::uint16_t port = 0;
	std::uint8_t protocol = 0;

	bool operator==(const Service&) const = default;
};

struct Pair {
	conntrack::Address source;
	Service service;

	bool operator==(const Pair&) const = default;
};

class Census
{
public:
	explicit Census(conntrack::Classifier classifier);

	void add(const conntrack::Entry& entry);
	Figures figures() const;
	/// What most entries of this kind talk to; none without such an entry.
	std::optional<Service> main_service(conntrack::Kind kind) const;

private:
	struct Sketch {
		Group plain;
		conntrack::Distinct sources, destinations;
		conntrack::Top<conntrack::Address> top_sources;
		conntrack::Top<Service> top_services;
		conntrack::Top<Pair> top_pairs;
	};

	void add_to(Sketch& sketch, const conntrack::Entry& entry);
	void add_idle(const conntrack::Entry& entry);
	void add_translation(const conntrack::Entry& entry);
	void add_helper(const conntrack::Entry& entry);

	conntrack::Classifier classifier_;
	std::unique_ptr<std::array<Sketch, conntrack::kKinds>> sketches_;
	conntrack::Top<Pair> translated_;
	Figures plain_;
};

} // namespace ctgate::doctor
