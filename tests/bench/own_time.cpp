// SPDX-License-Identifier: MIT
#include "tests/bench/own_time.hpp"

#include <filesystem>
#include <fstream>

namespace ctgate::bench
{
namespace
{

namespace fs = std::filesystem;

constexpr const char* kOwn = "/proc/thread-self/schedstat";

/// A schedstat file: nanoseconds on a CPU, and nanoseconds of waiting for one.
struct Schedstat {
	double ran_ns = 0, waited_ns = 0;
};

Schedstat read(const std::string& path)
{
	Schedstat schedstat;
	std::ifstream{path} >> schedstat.ran_ns >> schedstat.waited_ns;
	return schedstat;
}

std::string first_line(const fs::path& path)
{
	std::string line;
	std::ifstream file{path};
	std::getline(file, line);
	return line;
}

} // namespace

Result<OwnTime> OwnTime::on_cpu(int cpu)
{
	const auto name = fmt::format("ksoftirqd/{}", cpu);
	std::error_code none;
	for (const auto& process : fs::directory_iterator{"/proc", none})
		if (first_line(process.path() / "comm") == name && fs::exists(kOwn))
			return OwnTime{process.path() / "schedstat"};
	return fail(ENOENT, "{} has no schedstat", name);
}

OwnTime::Reading OwnTime::now() const
{
	const Seconds wall = std::chrono::steady_clock::now().time_since_epoch();
	const std::chrono::duration<double, std::nano> waited{read(kOwn).waited_ns - read(ksoftirqd_).ran_ns};
	return {.wall = wall, .waited = waited};
}

} // namespace ctgate::bench
