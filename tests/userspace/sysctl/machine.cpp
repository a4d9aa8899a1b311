// SPDX-License-Identifier: MIT
#include "tests/userspace/sysctl/machine.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ctgate::sysctl
{

namespace fs = std::filesystem;

const std::map<std::string, std::int64_t, std::less<>>& kernel_defaults()
{
	static const std::map<std::string, std::int64_t, std::less<>> values{
		{"max", 262'144},
		{"buckets", 262'144},
		{"expect_max", 4'096},
		{"tcp_timeout_established", 432'000},
		{"tcp_timeout_time_wait", 120},
		{"tcp_timeout_syn_sent", 120},
		{"tcp_timeout_syn_recv", 60},
		{"tcp_timeout_fin_wait", 120},
		{"tcp_timeout_close_wait", 60},
		{"tcp_timeout_last_ack", 30},
		{"tcp_timeout_close", 10},
		{"tcp_timeout_max_retrans", 300},
		{"tcp_timeout_unacknowledged", 300},
		{"tcp_max_retrans", 3},
		{"tcp_loose", 1},
		{"tcp_be_liberal", 0},
		{"tcp_ignore_invalid_rst", 0},
		{"udp_timeout", 30},
		{"udp_timeout_stream", 120},
		{"icmp_timeout", 30},
		{"icmpv6_timeout", 30},
		{"generic_timeout", 600},
		{"gre_timeout", 30},
		{"gre_timeout_stream", 180},
		{"acct", 0},
		{"timestamp", 0},
		{"events", 2},
		{"checksum", 1},
		{"log_invalid", 0},
	};
	return values;
}

Host plain_host()
{
	Host host;
	for (const auto& [name, value] : kernel_defaults())
		host.values.emplace(name, Value{.now = value, .writable = true});
	host.ram_bytes = 16 * kGib;
	host.rules.known = true;
	return host;
}

Machine::Machine()
{
	const fs::path& machine = folder_.path();
	paths_ = {.proc = machine / "proc", .sys = machine / "sys", .root = machine / "root", .rulesets = {}};
	for (const auto& [setting, value] : kernel_defaults())
		set(setting, value);
	set("count", 0);
	write("proc/meminfo", "MemTotal:       16777216 kB\nMemFree:         1000000 kB\n");
	write("proc/sys/kernel/random/boot_id", "11111111-2222-3333-4444-555555555555\n");
	fs::create_directories(machine / "root/etc");
}

Host Machine::host() const
{
	auto host = Host::read(paths_);
	if (!host)
		throw std::runtime_error{host.error().message()};
	return std::move(*host);
}

void Machine::set(std::string_view setting, std::int64_t value) const
{
	write(fs::relative(paths_.value_of(setting), folder_.path()), fmt::format("{}\n", value));
}

std::int64_t Machine::get(std::string_view setting) const
{
	std::int64_t value = -1;
	std::ifstream{paths_.value_of(setting)} >> value;
	return value;
}

void Machine::write(const fs::path& path, const std::string& text) const
{
	folder_.write(path, text);
}

std::map<std::string, std::string> Machine::files() const
{
	std::map<std::string, std::string> all;
	for (const auto& entry : fs::recursive_directory_iterator{folder_.path()}) {
		if (!entry.is_regular_file())
			continue;
		all[fs::relative(entry.path(), folder_.path())] = fmt::format(
			"{:o} {}", static_cast<unsigned>(entry.status().permissions()), folder_.read(entry.path()));
	}
	return all;
}

} // namespace ctgate::sysctl
