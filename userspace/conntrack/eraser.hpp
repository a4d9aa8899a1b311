// SPDX-License-Identifier: MIT
// Frees slots of the table, one named entry after the other.
#pragma once

#include "userspace/conntrack/entry.hpp"
#include "userspace/conntrack/netlink.hpp"

#include <cstdint>

namespace ctgate::conntrack
{

class Eraser
{
public:
	/// Of the namespace that the calling thread is in. A socket of its own, so that a dump can go on meanwhile.
	static Result<Eraser> open();

	/// Exactly this entry: by tuple, zone and id, so that a newer one under the same tuple stays. Many go to the
	/// kernel together: what was not sent yet is sent by finish().
	Result<void> erase(const Entry& entry);
	Result<void> finish();

	std::uint64_t freed() const { return freed_; }
	/// Had expired, or given way to another one, before their turn came.
	std::uint64_t gone() const { return gone_; }

private:
	explicit Eraser(Netlink netlink) : netlink_{std::move(netlink)} {}

	Netlink netlink_;
	Batch batch_;
	std::uint64_t freed_ = 0, gone_ = 0;
};

} // namespace ctgate::conntrack
