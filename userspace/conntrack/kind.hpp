// SPDX-License-Identifier: MIT
// What an entry is, as far as that says why it is there. Every entry is of exactly one kind: the doctor counts kinds,
// and `ctgate relieve` frees them, so that what the one promises is what the other finds.
#pragma once

#include "userspace/conntrack/entry.hpp"
#include "userspace/conntrack/lifetimes.hpp"
#include "userspace/conntrack/local_addresses.hpp"

#include <cstdint>
#include <span>

namespace ctgate::conntrack
{

enum class Kind : std::uint8_t {
	kReflected,    ///< UDP from a port that answers (53, 123, 1900 ...), and nobody had asked: unreplied
	kTunnel,       ///< VXLAN, Geneve, GRE: the answer comes under another tuple, so never a reply
	kDnsServed,    ///< UDP to port 53, not from this host
	kDnsAsked,     ///< UDP to port 53, from this host
	kSynSent,      ///< a SYN to this host that nobody has answered
	kConnecting,   ///< a SYN from this host, or through it, that nobody has answered
	kSynReceived,  ///< answered, and the client has not confirmed
	kPickedUp,     ///< a bare ACK without a handshake, and nobody has answered (nf_conntrack_tcp_loose=1)
	kIdle,         ///< ESTABLISHED, no packet for an hour or since its timeout was lowered
	kActive,       ///< ESTABLISHED
	kCloseWait,    ///< one side has closed, the other has not
	kClosing,      ///< FIN_WAIT, LAST_ACK, TIME_WAIT, CLOSE
	kUdpUnreplied, ///< UDP, one datagram or many in one direction
	kUdpReplied,
	kIcmp,
	kOther, ///< any other protocol
	kCount
};

constexpr std::size_t kKinds = static_cast<std::size_t>(Kind::kCount);
constexpr std::chrono::seconds kIdleAfter{3600};

/// "idle", "syn-sent": as `ctgate relieve` takes it and JSON tells it.
const char* to_string(Kind kind);

/// UDP ports of services that answer more than they are asked, and are used for that.
std::span<const std::uint16_t> reflector_ports();
/// UDP ports of tunnels.
std::span<const std::uint16_t> tunnel_ports();

class Classifier
{
public:
	Classifier(const Lifetimes& lifetimes, LocalAddresses local) : lifetimes_{lifetimes}, local_{std::move(local)}
	{
	}

	Kind kind_of(const Entry& entry) const;
	const Lifetimes& lifetimes() const { return lifetimes_; }
	const LocalAddresses& local() const { return local_; }

private:
	Kind kind_of_tcp(const Entry& entry) const;
	Kind kind_of_udp(const Entry& entry) const;

	Lifetimes lifetimes_;
	LocalAddresses local_;
};

} // namespace ctgate::conntrack
