// SPDX-License-Identifier: MIT
// The program that holds the filter's place in a dispatcher for a moment: bpf/ctgate_seat.bpf.c.
#pragma once

#include "loader/base/error.hpp"
#include "loader/interface.hpp"
#include "loader/shared/sharing.hpp"

#include <memory>

struct ctgate_seat_bpf; // NOLINT(readability-identifier-naming): as bpftool calls it

namespace ctgate
{

class DispatcherTemplate;

class Seat
{
public:
	static constexpr const char* kName = "ctgate_seat";

	/// Verified as what may take the place of the entry of this dispatcher; on no interface.
	static Result<Seat> load(const DispatcherTemplate& dispatcher);
	/// Joins those who share the interface, or makes a dispatcher where it is free. Gives back the program's id.
	/// EOPNOTSUPP: the driver has no native XDP.
	static Result<unsigned> take(const Interface& interface, XdpMode mode, Priority priority);
	/// Takes out seats that an attach left which was killed.
	static Result<void> clear(unsigned ifindex);

	int fd() const;

private:
	struct Deleter {
		void operator()(ctgate_seat_bpf* skeleton) const;
	};
	using Skeleton = std::unique_ptr<ctgate_seat_bpf, Deleter>;
	static Result<Skeleton> open();
	explicit Seat(Skeleton skeleton) : skeleton_{std::move(skeleton)} {}

	Skeleton skeleton_;
};

} // namespace ctgate
