// SPDX-License-Identifier: MIT
// A host whose conntrack can be made ill: a gateway with real rules, a neighbour that sends to it, and behind it nobody
// who answers.
#pragma once

#include "tests/e2e/network.hpp"

#include <cstdint>

namespace ctgate::e2e
{

constexpr const char* kHostAddress = "203.0.113.1";
constexpr std::uint16_t kQueuedPort = 9001;   ///< UDP that is to wait in NFQUEUE kQueue
constexpr std::uint16_t kClashPort = 9002;    ///< likewise in kClashQueue
constexpr std::uint16_t kNarrowPort = 9003;   ///< UDP that is masqueraded with a hundred ports
constexpr std::uint16_t kExporterPort = 9100; ///< TCP that is not tracked: a full table would refuse it
constexpr std::uint16_t kQueue = 1, kClashQueue = 2;

class Ward
{
public:
	Ward();

	const Namespace& host() const { return host_; }
	/// Frames that go out here come in at the host.
	const Wire& wire() const { return wire_; }
	/// From now on UDP to this port waits in an NFQUEUE.
	void queue(std::uint16_t port, std::uint16_t number) const;
	/// `conntrack -C` of the host.
	std::uint64_t entries() const;
	/// Empties the host's table.
	void empty() const;

private:
	Namespace sender_, host_;
	Wire wire_;
};

} // namespace ctgate::e2e
