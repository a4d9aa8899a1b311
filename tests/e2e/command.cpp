// SPDX-License-Identifier: MIT
#include "tests/e2e/command.hpp"

#include "loader/base/unique_fd.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace ctgate::e2e
{
namespace
{

constexpr const char* kTimeout_s = "30";
constexpr std::chrono::seconds kPatience{10};

std::string content_of(int file)
{
	std::string text;
	std::array<char, 4096> part;
	::lseek(file, 0, SEEK_SET);
	for (ssize_t got; (got = ::read(file, part.data(), part.size())) > 0;)
		text.append(part.data(), static_cast<std::size_t>(got));
	return text;
}

} // namespace

Finished run(const std::vector<std::string>& command)
{
	std::vector<std::string> bounded{"timeout", "--kill-after=1", kTimeout_s};
	bounded.insert(bounded.end(), command.begin(), command.end());
	std::vector<char*> argv;
	for (auto& word : bounded)
		argv.push_back(word.data());
	argv.push_back(nullptr);

	const UniqueFd out{::memfd_create("stdout", MFD_CLOEXEC)}, err{::memfd_create("stderr", MFD_CLOEXEC)};
	posix_spawn_file_actions_t actions;
	::posix_spawn_file_actions_init(&actions);
	::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	::posix_spawn_file_actions_adddup2(&actions, out.get(), STDOUT_FILENO);
	::posix_spawn_file_actions_adddup2(&actions, err.get(), STDERR_FILENO);
	pid_t process = 0;
	const int failed = ::posix_spawnp(&process, argv[0], &actions, nullptr, argv.data(), environ);
	::posix_spawn_file_actions_destroy(&actions);
	if (failed)
		throw std::runtime_error("cannot run " + command.front());

	int status = 0;
	while (::waitpid(process, &status, 0) < 0 && errno == EINTR)
		;
	return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), content_of(out.get()),
		content_of(err.get())};
}

bool eventually(const std::function<bool()>& holds)
{
	const auto end = std::chrono::steady_clock::now() + kPatience;
	while (!holds()) {
		if (std::chrono::steady_clock::now() > end)
			return false;
		std::this_thread::yield();
	}
	return true;
}

} // namespace ctgate::e2e
