// SPDX-License-Identifier: MIT
#include "userspace/config/port.hpp"

#include "userspace/config/whole_number.hpp"

namespace ctgate
{

Result<std::uint16_t> parse_port(std::string_view text)
{
	if (const auto port = whole_number<std::uint16_t>(text))
		return *port;
	return fail(EINVAL, "--port: `{}` is not a port; write a number from 0 to 65535", text);
}

} // namespace ctgate
