// SPDX-License-Identifier: MIT
// Entries of every kind, the i-th of its kind: no two are the same.
#pragma once

#include "tests/e2e/entries.hpp"

#include <cstdint>
#include <vector>

namespace ctgate::e2e
{

NewEntry browsing(std::uint32_t i);    ///< a browser, in use
NewEntry closing(std::uint32_t i);     ///< closed a moment ago: TIME_WAIT
NewEntry forgotten(std::uint32_t i);   ///< silent for hours or days
NewEntry queried(std::uint32_t i);     ///< a DNS query to the host, unanswered
NewEntry reflected(std::uint32_t i);   ///< an answer of DNS that nobody asked for
NewEntry asked(std::uint32_t i);       ///< a DNS query of the host, unanswered
NewEntry told(std::uint32_t i);        ///< a datagram to somebody, unanswered
NewEntry hoarded(std::uint32_t i);     ///< one client, one service, always another connection
NewEntry retried(std::uint32_t i);     ///< a SYN of the host to what does not answer
NewEntry half_closed(std::uint32_t i); ///< CLOSE_WAIT
NewEntry picked_up(std::uint32_t i);   ///< a bare ACK, unanswered
NewEntry half_open(std::uint32_t i);   ///< SYN_SENT and SYN_RECV
NewEntry tunnelled(std::uint32_t i);   ///< VXLAN, unanswered
/// A host that works: browsers, a few that sleep, DNS, what closes and what begins, in the usual parts.
NewEntry usual(std::uint32_t i);

/// `number` of them, from the `from`-th on.
std::vector<NewEntry> many(NewEntry (*one)(std::uint32_t), std::uint32_t from, std::uint32_t number);

} // namespace ctgate::e2e
