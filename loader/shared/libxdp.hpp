// SPDX-License-Identifier: MIT
// libxdp's objects, owned. Only loader/shared/ knows libxdp.
#pragma once

#include "loader/base/error.hpp"

#include <memory>

#include <xdp/libxdp.h>

namespace ctgate
{

struct XdpProgramDeleter {
	void operator()(xdp_program* program) const { ::xdp_program__close(program); }
};
using XdpProgramHandle = std::unique_ptr<xdp_program, XdpProgramDeleter>;

/// libxdp gives back a pointer, or an errno in its place.
template <class Handle>
Result<Handle> owned(typename Handle::pointer pointer, std::string_view doing)
{
	if (const long error = ::libxdp_get_error(pointer))
		return fail_errno(static_cast<int>(-error), doing);
	return Handle{pointer};
}

} // namespace ctgate
