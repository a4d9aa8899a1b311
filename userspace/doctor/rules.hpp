// SPDX-License-Identifier: MIT
// One function a cause: it looks at a case and either has a finding or not. rules/ has a file for each family.
#pragma once

#include "userspace/doctor/case.hpp"
#include "userspace/doctor/finding.hpp"

#include <optional>

namespace ctgate::doctor::rules
{

using Rule = std::optional<Finding> (*)(const Case&);

// rules/load.cpp: too many good connections
std::optional<Finding> explosion(const Case& host);
std::optional<Finding> churn(const Case& host);
// rules/idle.cpp: connections that nobody uses
std::optional<Finding> long_lived(const Case& host);
std::optional<Finding> close_wait(const Case& host);
// rules/packets.cpp: packets that never become entries
std::optional<Finding> malformed(const Case& host);
// rules/datagrams.cpp: UDP and its like
std::optional<Finding> dns_flood(const Case& host);
std::optional<Finding> dns_asked(const Case& host);
std::optional<Finding> reflection(const Case& host);
std::optional<Finding> one_way_flood(const Case& host);
std::optional<Finding> tunnels(const Case& host);
// rules/handshakes.cpp: connections that are none, or not yet
std::optional<Finding> syn_flood(const Case& host);
std::optional<Finding> connect_storm(const Case& host);
std::optional<Finding> picked_up(const Case& host);
// rules/application.cpp
std::optional<Finding> application(const Case& host);
std::optional<Finding> expectations(const Case& host);
// rules/memory.cpp: entries that are in no table
std::optional<Finding> held_entries(const Case& host);
std::optional<Finding> slab_leak(const Case& host);
// rules/insertion.cpp: room, and still no entry
std::optional<Finding> nat_ports(const Case& host);
std::optional<Finding> buckets(const Case& host);
std::optional<Finding> clash(const Case& host);
// rules/surroundings.cpp: not this table at all
std::optional<Finding> inactive(const Case& host);
std::optional<Finding> other_writer(const Case& host);
std::optional<Finding> other_namespace(const Case& host);

} // namespace ctgate::doctor::rules
