// SPDX-License-Identifier: MIT
#include "userspace/config/port.hpp"

#include <charconv>

namespace ctgate
{

Result<std::uint16_t> parse_port(std::string_view text)
{
	std::uint16_t port = 0;
	const char* const end = text.data() + text.size();
	const auto [stop, error] = std::from_chars(text.data(), end, port);
	if (error != std::errc{} || stop != end)
		return fail(EINVAL, "--port: `{}` is not a port; write a number from 0 to 65535", text);
	return port;
}

} // namespace ctgate
