// SPDX-License-Identifier: MIT
#include "loader/shared/shared_place.hpp"

#include "loader/inventory.hpp"
#include "loader/shared/generation.hpp"
#include "loader/shared/seat.hpp"

#include <cstdio>

namespace ctgate
{
namespace
{

/// Another tool may have taken the member out since it was listed.
bool uses_map(unsigned program_id, unsigned map_id)
{
	const auto program = Program::running(program_id);
	return program && program->uses_map(map_id);
}

constexpr std::string_view kNext = "shared-next";

/// Beside the pin of the program in force.
Result<void> pin_next(const Program& program, const PinDirectory& pins)
{
	if (auto gone = pins.unpin(kNext); !gone) // what somebody left who was killed
		return gone;
	return pins.pin(program.fd(), kNext);
}

/// In the stead of the former one, in one step.
Result<void> put_next(const PinDirectory& pins)
{
	const std::string name = pins.path(SharedPlace::kPin);
	if (std::rename(pins.path(kNext).c_str(), name.c_str()) != 0)
		return fail_errno(errno, fmt::format("replace {}", name));
	return {};
}

} // namespace

Result<SharedPlace> SharedPlace::open(const PinDirectory& pins)
{
	const auto counters = map_id(pins.get(kCounters, PinDirectory::Access::kReadOnly));
	if (!counters)
		return error_of(counters);
	return SharedPlace{pins, *counters};
}

Result<SharedPlace> SharedPlace::take(const Interface& interface, XdpMode mode, Priority priority,
				      const Program& program, const PinDirectory& pins)
{
	if (auto pinned = pin_next(program, pins); !pinned)
		return error_of(pinned);
	if (auto put = put_next(pins); !put)
		return error_of(put);
	auto place = open(pins);
	if (!place)
		return place;
	if (auto cleared = Seat::clear(interface.index); !cleared)
		return error_of(cleared);
	unpin_members(place->counters_id_);
	const auto seat = Seat::take(interface, mode, priority);
	if (!seat)
		return error_of(seat);
	if (auto seated = exchange_member(interface.index, *seat, program.fd()); !seated) {
		(void)Dispatcher::remove(interface.index, *seat); // the first error is the one to tell
		return error_of(seated);
	}
	return place;
}

Result<Place::Standing> SharedPlace::ask(const Interface& interface) const
{
	const auto dispatcher = Dispatcher::on(interface.index);
	if (!dispatcher && dispatcher.error().code() != ENODEV) // it may have been deleted since it was listed
		return error_of(dispatcher);
	if (dispatcher && *dispatcher)
		for (const auto& member : (*dispatcher)->members())
			if (uses_map(member.program_id, counters_id_))
				return Standing{.ifindex = interface.index, .program_id = member.program_id};
	return Standing{};
}

Result<Place::Standing> SharedPlace::ask() const
{
	const auto interfaces = all_interfaces();
	if (!interfaces)
		return error_of(interfaces);
	Result<Standing> first_error;
	for (const Interface& interface : *interfaces) {
		const auto standing = ask(interface);
		if (standing && standing->ifindex != 0)
			return standing;
		if (!standing && first_error)
			first_error = std::unexpected{standing.error().within(interface.name)};
	}
	if (!first_error)
		return first_error;
	const auto last = Program::pinned(pins_.path(kPin));
	const auto name = last ? name_of_program(last->fd()) : Result<ProgramName>{error_of(last)};
	return name ? Result<Standing>{{.ifindex = 0, .program_id = name->id}} : error_of(name);
}

Result<void> SharedPlace::exchange(const Standing& standing, const Program&, const Program& to) const
{
	if (auto pinned = pin_next(to, pins_); !pinned)
		return pinned;
	if (auto exchanged = exchange_member(standing.ifindex, standing.program_id, to.fd()); !exchanged) {
		(void)pins_.unpin(kNext); // the first error is the one to tell
		return exchanged;
	}
	(void)put_next(pins_); // it is in force; the pin is only for who looks when another tool has taken it out
	return {};
}

Result<void> SharedPlace::leave(const Standing& standing) const
{
	if (standing.ifindex != 0)
		if (auto removed = Dispatcher::remove(standing.ifindex, standing.program_id); !removed)
			return removed;
	unpin_members(counters_id_);
	return {};
}

} // namespace ctgate
