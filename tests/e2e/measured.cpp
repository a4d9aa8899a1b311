// SPDX-License-Identifier: MIT
#include "tests/e2e/measured.hpp"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

using Clock = std::chrono::steady_clock;

constexpr int kTold = 3; ///< the descriptor at which the shell says which process it has started
constexpr const char* kStartAndLeave = R"(timeout --kill-after=1 60 "$@" 2>/dev/null & echo $! >&3)";

/// A child's ru_maxrss begins with what its parent has resident when it starts it: ours would hide the command's. So a
/// small shell starts it, ends, and leaves it to us. `timeout`, which bounds it, counts it with itself.
pid_t start(const std::vector<std::string>& command, int out, int told)
{
	std::vector<std::string> words{"sh", "-c", kStartAndLeave, "sh"};
	words.insert(words.end(), command.begin(), command.end());
	std::vector<char*> argv;
	for (auto& word : words)
		argv.push_back(word.data());
	argv.push_back(nullptr);
	posix_spawn_file_actions_t actions;
	::posix_spawn_file_actions_init(&actions);
	::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	::posix_spawn_file_actions_adddup2(&actions, told, kTold);
	pid_t shell = 0;
	const int failed = ::posix_spawnp(&shell, argv[0], &actions, nullptr, argv.data(), environ);
	::posix_spawn_file_actions_destroy(&actions);
	if (failed)
		throw std::runtime_error("cannot run " + command.front());
	return shell;
}

rusage wait_for(pid_t process, int& status)
{
	rusage usage{};
	while (::wait4(process, &status, 0, &usage) < 0)
		if (errno != EINTR)
			throw std::runtime_error("a command cannot be waited for");
	return usage;
}

pid_t process_told(int file)
{
	std::array<char, 32> text{};
	if (::pread(file, text.data(), text.size() - 1, 0) <= 0)
		throw std::runtime_error("the shell did not start the command");
	return std::stoi(text.data());
}

std::chrono::microseconds time_of(const timeval& time)
{
	return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
}

} // namespace

Measured measure(const std::vector<std::string>& command, const UniqueFd& out)
{
	const UniqueFd told{::memfd_create("started", MFD_CLOEXEC)};
	::prctl(PR_SET_CHILD_SUBREAPER, 1);
	const auto begin = Clock::now();
	int status = 0;
	wait_for(start(command, out.get(), told.get()), status);
	const rusage usage = wait_for(process_told(told.get()), status);
	return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
		.wall = Clock::now() - begin,
		.cpu = time_of(usage.ru_utime) + time_of(usage.ru_stime),
		.peak_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
}

} // namespace ctgate::e2e
