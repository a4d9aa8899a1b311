// SPDX-License-Identifier: MIT
// The house under test: frames from a sender arrive at a host with real conntrack, which forwards them to a
// sink that never answers. The host's nft rules write down, by source address, what became of each packet.
#pragma once

#include "loader/filter.hpp"
#include "tests/e2e/network.hpp"

#include <cstdint>
#include <set>
#include <string>

namespace ctgate::e2e
{

enum class Family { kIpv4, kIpv6 };

constexpr const char* to_string(Family family)
{
	return family == Family::kIpv4 ? "ipv4" : "ipv6";
}

/// One of 65,535 addresses on each of the two sides, 1 and 2.
std::string address(Family family, int side, int number);

/// Source addresses by what the kernel did with their packets.
struct Judged {
	std::set<std::string> seen;    ///< reached the stack, before defragmentation
	std::set<std::string> invalid; ///< ct state invalid
	std::set<std::string> fresh;   ///< ct state new
	std::set<std::string> known;   ///< ct state established or related
	std::set<std::string> entries; ///< sources of the original direction in the table; ctgate's canary aside
};

class Testbed
{
public:
	explicit Testbed(int mtu = 1500);

	/// Where the frames arrive, in `host`.
	const std::string& interface() const { return interface_; }
	const Namespace& host() const { return host_; }
	const Namespace& sender() const { return sender_; }
	/// The sender's end of the cable.
	Wire wire() const { return {sender_, "wire"}; }

	/// The command as an operator of `host` runs it.
	Finished ctgate(const std::vector<std::string>& arguments) const;
	/// The same, which must succeed.
	std::string ctgate_done(const std::vector<std::string>& arguments) const;
	Filter filter() const;
	/// The reason of this name under the configuration in force: "limit_dns_total".
	ctg_reason reason(std::string_view name) const;

	/// Waits until conntrack has judged so many packets since the last forget().
	void wait_judged(std::uint64_t packets) const;
	Judged judged(Family family) const;
	/// Packets from outside that reached the host's stack, since it was made.
	std::uint64_t arrived() const;
	/// conntrack's own counter `invalid`, since the host was made.
	std::uint64_t invalid_counter() const;
	/// Empties the conntrack table and what the rules wrote down.
	void forget() const;

private:
	std::uint64_t counter(const std::string& name) const;
	std::set<std::string> members(const std::string& set) const;
	std::set<std::string> entries(Family family) const;

	Namespace sender_, host_, sink_;
	std::string interface_ = "gate0";
	mutable std::uint64_t judged_before_ = 0;
};

/// The filter's counters, read without the command line.
Counters counters_of(const Filter& filter);

/// Puts the frame on the wire and waits until the filter has counted it. Gives back what it counted before and after.
struct Counted {
	Counters before, after;

	std::uint64_t passed() const { return after.passed.packets - before.passed.packets; }
	std::uint64_t dropped() const { return after.dropped_in_all().packets - before.dropped_in_all().packets; }
	std::uint64_t monitored() const { return after.monitored_in_all().packets - before.monitored_in_all().packets; }
	std::uint64_t dropped(ctg_reason reason) const
	{
		return after.dropped[reason].packets - before.dropped[reason].packets;
	}
};
Counted count(const Filter& filter, const Wire& wire, const packet::Bytes& frame, int times = 1);
/// The same of whatever the function sends, which is one packet.
Counted count(const Filter& filter, const std::function<void()>& send_one);

} // namespace ctgate::e2e
