// SPDX-License-Identifier: MIT
#include "loader/base/error.hpp"

#include <system_error>

namespace ctgate
{

std::unexpected<Error> fail_errno(int code, std::string_view doing)
{
	return fail(code, "{}: {}", doing, std::generic_category().message(code));
}

} // namespace ctgate
