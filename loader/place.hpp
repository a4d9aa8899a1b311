// SPDX-License-Identifier: MIT
// Where the program of an interface stands: alone, held by a link, or behind libxdp's dispatcher among others.
#pragma once

#include "loader/interface.hpp"
#include "loader/pins/pins.hpp"
#include "loader/program/program.hpp"
#include "loader/shared/sharing.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ctgate
{

class Place
{
public:
	/// What is in force, at one moment.
	struct Standing {
		unsigned ifindex = 0;    ///< 0 when it stands on no interface any more
		unsigned program_id = 0; ///< in force, or last in force
	};

	/// The place that is pinned there. ENOENT when none is.
	static Result<std::unique_ptr<Place>> open(const PinDirectory& pins);
	static bool is_pinned(const PinDirectory& pins);
	/// Puts a program on an interface and pins the place, in the stead of one that is left of a deleted interface.
	static Result<std::unique_ptr<Place>> take(const Interface& interface, XdpMode mode, const Program& program,
						   const PinDirectory& pins);
	static Result<std::unique_ptr<Place>> share(const Interface& interface, XdpMode mode, Priority priority,
						    const Program& program, const PinDirectory& pins);

	virtual ~Place() = default;
	virtual Sharing sharing() const = 0;
	/// Since when it is pinned.
	virtual std::chrono::system_clock::time_point since() const = 0;
	virtual Result<Standing> ask() const = 0;
	/// One program for the other, in one step.
	virtual Result<void> exchange(const Standing& standing, const Program& from, const Program& to) const = 0;
	/// Frees the interface, or leaves it to those who share it. Where it stands on none, clears up.
	virtual Result<void> leave(const Standing& standing) const = 0;
};

} // namespace ctgate
