// SPDX-License-Identifier: MIT
#include "tests/bench/machine_facts.hpp"

#include <sys/utsname.h>

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

namespace ctgate::bench
{
namespace
{

namespace fs = std::filesystem;

constexpr const char* kVulnerabilities = "/sys/devices/system/cpu/vulnerabilities";

std::string first_line(const fs::path& path)
{
	std::string line;
	std::ifstream file{path};
	std::getline(file, line);
	return line.empty() ? "unknown" : line;
}

std::string cpu_model()
{
	std::ifstream file{"/proc/cpuinfo"};
	for (std::string line; std::getline(file, line);)
		if (line.starts_with("model name"))
			return line.substr(line.find(": ") + 2);
	return "unknown";
}

/// Those that this CPU has: they decide what a call of a helper costs.
std::vector<std::string> vulnerabilities()
{
	std::vector<std::string> found;
	std::error_code none;
	for (const auto& entry : fs::directory_iterator{kVulnerabilities, none})
		if (const auto state = first_line(entry.path()); state != "Not affected")
			found.push_back(fmt::format("{}: {}", entry.path().filename().string(), state));
	std::ranges::sort(found);
	return found;
}

} // namespace

std::string machine_facts()
{
	struct utsname kernel {
	};
	::uname(&kernel);
	auto facts = fmt::format("date       {:%F %R} UTC\n", fmt::gmtime(std::time(nullptr))) +
		     fmt::format("kernel     {} {} {}\n", kernel.sysname, kernel.release, kernel.machine) +
		     fmt::format("cpu        {}\n", cpu_model());
	for (const auto& vulnerability : vulnerabilities())
		facts += fmt::format("mitigation {}\n", vulnerability);
	facts += fmt::format("load       {} (who else runs here makes figures worse)\n", first_line("/proc/loadavg"));
	facts += fmt::format("bpf        bpf_jit_enable={} bpf_jit_harden={} bpf_stats_enabled={}\n",
			     first_line("/proc/sys/net/core/bpf_jit_enable"),
			     first_line("/proc/sys/net/core/bpf_jit_harden"),
			     first_line("/proc/sys/kernel/bpf_stats_enabled"));
	return facts;
}

} // namespace ctgate::bench
