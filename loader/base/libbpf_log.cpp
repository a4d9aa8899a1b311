// SPDX-License-Identifier: MIT
#include "loader/base/libbpf_log.hpp"

#include <bpf/libbpf.h>

#include <spdlog/spdlog.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <string>

namespace ctgate
{
namespace
{

int log_message(libbpf_print_level, const char* format, va_list arguments)
{
	std::array<char, 65536> text{}; // a verifier log is long
	std::vsnprintf(text.data(), text.size(), format, arguments);
	std::string line{text.data()};
	while (line.ends_with('\n'))
		line.pop_back();
	spdlog::debug("{}", line);
	return 0;
}

} // namespace

void send_libbpf_messages_to_log()
{
	::libbpf_set_print(log_message);
}

} // namespace ctgate
