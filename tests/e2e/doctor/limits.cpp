// SPDX-License-Identifier: MIT
#include "tests/e2e/doctor/limits.hpp"

#include "userspace/conntrack/namespaces.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

constexpr const char* kLock = "/run/ctgate-host-settings.lock";

std::string path_of(const std::string& name)
{
	return "/proc/sys/" + name;
}

/// Runs in a fork, maybe of many threads: nothing but system calls.
[[noreturn]] void write_when_left(int pipe, const char* path, const std::string& text)
{
	::setsid(); // Ctrl-C is not for it
	char any;
	while (::read(pipe, &any, sizeof(any)) < 0 && errno == EINTR)
		;
	const int file = ::open(path, O_WRONLY | O_CLOEXEC);
	const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
	::_exit(written ? 0 : 1);
}

/// The processes that restore hold it too, until they have.
std::shared_ptr<UniqueFd> lock()
{
	static std::weak_ptr<UniqueFd> ours;
	if (auto held = ours.lock())
		return held;
	auto file = std::make_shared<UniqueFd>(::open(kLock, O_CREAT | O_RDONLY | O_CLOEXEC, S_IRUSR | S_IWUSR));
	if (::flock(file->get(), LOCK_EX) != 0)
		throw std::runtime_error(std::string{kLock} + " cannot be locked");
	ours = file;
	return file;
}

} // namespace

WriteAtEnd::WriteAtEnd(std::string path, std::string text)
{
	std::array<int, 2> ends{};
	if (::pipe2(ends.data(), O_CLOEXEC) != 0)
		throw std::runtime_error("no pipe");
	const UniqueFd theirs{ends[0]};
	alive_ = UniqueFd{ends[1]};
	process_ = ::fork();
	if (process_ < 0)
		throw std::runtime_error("no process to watch this one");
	if (process_ > 0)
		return;
	::close(alive_.get());
	write_when_left(theirs.get(), path.c_str(), text);
}

WriteAtEnd::~WriteAtEnd()
{
	// A later one may hold a copy of the pipe's end, so closing it would not do.
	[[maybe_unused]] const auto told = ::write(alive_.get(), "", 1);
	while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR)
		;
}

HostSetting::HostSetting(const std::string& name, long value)
    : lock_{lock()}, restored_{path_of(name), std::to_string(host_setting(name))}
{
	std::ofstream file{path_of(name)};
	if (!(file << value << std::flush))
		throw std::runtime_error(name + " cannot be written");
}

long host_setting(const std::string& name)
{
	long value = 0;
	if (!(std::ifstream{path_of(name)} >> value))
		throw std::runtime_error(name + " cannot be read");
	return value;
}

std::optional<std::string> why_no_host_settings()
{
	if (!conntrack::in_initial_namespace())
		return "nf_conntrack_max can be set in the initial network namespace only";
	return std::nullopt;
}

} // namespace ctgate::e2e
