// SPDX-License-Identifier: MIT
#include "loader/shared/freplace.hpp"

#include "loader/probe.hpp"
#include "loader/shared/seat.hpp"
#include "loader/shared/template.hpp"

#include <system_error>

namespace ctgate
{

Result<void> require_freplace()
{
	const auto dispatcher = DispatcherTemplate::load();
	if (!dispatcher)
		return error_of(dispatcher);
	const auto seat = Seat::load(*dispatcher);
	if (!seat)
		return no_freplace(seat.error().code());
	const auto replaced = dispatcher->replace(DispatcherTemplate::kEntry, seat->fd());
	return replaced ? Result<void>{} : no_freplace(replaced.error().code());
}

std::unexpected<Error> no_freplace(int code)
{
	return fail(
		ENOTSUP,
		"Linux {} does not let one program replace a function of another ({}), which libxdp's dispatcher is "
		"made of: interfaces cannot be shared here; leave out --shared",
		kernel_release(), std::generic_category().message(code));
}

} // namespace ctgate
