// SPDX-License-Identifier: MIT
#include "loader/base/libbpf_log.hpp"

#include <bpf/libbpf.h>
#include <xdp/libxdp.h>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <string>

namespace ctgate
{
namespace
{

template <class Level>
int log_message(Level, const char* format, va_list arguments)
{
	va_list counted;
	va_copy(counted, arguments);
	const int length = std::vsnprintf(nullptr, 0, format, counted); // a verifier log is long
	va_end(counted);
	std::string line(static_cast<std::size_t>(std::max(length, 0)) + 1, '\0');
	std::vsnprintf(line.data(), line.size(), format, arguments);
	line.pop_back();
	while (line.ends_with('\n'))
		line.pop_back();
	spdlog::debug("{}", line);
	return 0;
}

} // namespace

void send_libbpf_messages_to_log()
{
	::libbpf_set_print(log_message<libbpf_print_level>);
	::libxdp_set_print(log_message<libxdp_print_level>);
}

} // namespace ctgate
