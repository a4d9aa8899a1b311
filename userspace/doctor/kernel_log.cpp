// SPDX-License-Identifier: MIT
#include "userspace/doctor/kernel_log.hpp"

#include "loader/base/unique_fd.hpp"

#include <fcntl.h>

#include <array>
#include <charconv>
#include <ctime>
#include <string_view>

namespace ctgate::doctor
{
namespace
{

constexpr std::string_view kMessage = "nf_conntrack: table full";
constexpr std::string_view kNamespace = "in netns ";
constexpr std::uint64_t kWindowSeconds = 600;
constexpr std::uint64_t kMicroseconds = 1'000'000;
constexpr std::size_t kRecordMax = 8192; // CONSOLE_EXT_LOG_MAX, kernel/printk/internal.h

std::uint64_t number_at(std::string_view text)
{
	std::uint64_t number = 0;
	std::from_chars(text.data(), text.data() + text.size(), number);
	return number;
}

std::uint64_t seconds_since_boot()
{
	timespec now{};
	::clock_gettime(CLOCK_MONOTONIC, &now);
	return static_cast<std::uint64_t>(now.tv_sec);
}

} // namespace

void add_record(std::string_view record, std::uint64_t now, LogOfNamespaces& lines)
{
	const auto text = record.find(kMessage);
	if (text == std::string_view::npos)
		return;
	const auto first = record.find(',');
	const auto second = record.find(',', first + 1);
	const std::uint64_t at = number_at(record.substr(second + 1)) / kMicroseconds;
	const std::uint64_t ago = now > at ? now - at : 0;
	if (ago > kWindowSeconds)
		return;
	const auto named = record.find(kNamespace, text);
	const std::uint64_t inode =
		named == std::string_view::npos ? 0 : number_at(record.substr(named + kNamespace.size()));
	LogLines& of_namespace = lines[inode];
	++of_namespace.table_full;
	of_namespace.seconds_ago = ago;
}

Result<LogOfNamespaces> read_kernel_log()
{
	const UniqueFd log{::open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
	if (!log)
		return fail_errno(errno, "read the kernel's log");
	LogOfNamespaces lines;
	std::array<char, kRecordMax> record;
	const std::uint64_t now = seconds_since_boot();
	for (;;) {
		const auto size = ::read(log.get(), record.data(), record.size());
		if (size > 0)
			add_record({record.data(), static_cast<std::size_t>(size)}, now, lines);
		else if (size == 0 ||
			 errno != EPIPE) // EPIPE: records were overwritten meanwhile, the next one is there
			return lines;
	}
}

} // namespace ctgate::doctor
