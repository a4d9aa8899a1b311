// SPDX-License-Identifier: MIT
#include "userspace/cli/apply/guard.hpp"

#include "loader/interface.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

namespace ctgate::cli
{
namespace
{

namespace fs = std::filesystem;

constexpr char kDone = 'd', kDismissed = 'x', kConfirmed = 'c';

Result<sockaddr_un> address_of(const fs::path& socket)
{
	sockaddr_un address{};
	address.sun_family = AF_UNIX;
	if (socket.native().size() >= sizeof(address.sun_path))
		return fail(ENAMETOOLONG, "{} is too long for the name of a socket", socket.native());
	socket.native().copy(address.sun_path, sizeof(address.sun_path) - 1); // the rest is zero
	return address;
}

UniqueFd new_socket()
{
	return UniqueFd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
}

bool reach(const UniqueFd& socket, const sockaddr_un& address)
{
	return socket && ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

/// A socket that nobody answers at is what a killed guard left.
Result<UniqueFd> listen_at(const fs::path& path)
{
	const auto address = address_of(path);
	if (!address)
		return error_of(address);
	std::error_code error;
	fs::create_directories(path.parent_path(), error);
	if (reach(new_socket(), *address))
		return fail(EBUSY,
			    "an earlier change still waits: say `ctgate confirm` to keep it, or let its time run "
			    "out");
	fs::remove(path, error);
	UniqueFd listening = new_socket();
	if (!listening ||
	    ::bind(listening.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof(*address)) != 0 ||
	    ::chmod(path.c_str(), 0600) != 0 || ::listen(listening.get(), 1) != 0)
		return fail_errno(errno, fmt::format("listen at {}", path.native()));
	return listening;
}

/// The next byte, or 0 when the other end is gone.
char byte_from(int fd)
{
	char byte = 0;
	ssize_t got = 0;
	while ((got = ::read(fd, &byte, 1)) < 0 && errno == EINTR)
		;
	return got == 1 ? byte : '\0';
}

/// Who only looks whether a guard is there says nothing.
bool confirms(int caller)
{
	const timeval patience{.tv_sec = 1, .tv_usec = 0};
	::setsockopt(caller, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return byte_from(caller) == kConfirmed && ::send(caller, &kConfirmed, 1, MSG_NOSIGNAL) == 1;
}

/// True when somebody confirms within the time.
bool somebody_confirms(int listening, std::chrono::steady_clock::time_point end)
{
	for (;;) {
		const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
		pollfd wait{.fd = listening, .events = POLLIN, .revents = 0};
		const int ready = left.count() > 0 ? ::poll(&wait, 1, static_cast<int>(left.count())) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return false;
		const UniqueFd caller{::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC)};
		if (caller && confirms(caller.get()))
			return true;
	}
}

/// Nothing that happens to the caller's terminal, session or process group reaches it any more.
void leave_the_session()
{
	::setsid();
	for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE})
		::signal(signal, SIG_IGN);
	if (const UniqueFd null{::open("/dev/null", O_RDWR | O_CLOEXEC)})
		for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
			::dup2(null.get(), standard);
	if (::chdir("/") != 0)
		::syslog(LOG_WARNING, "could not leave the directory");
}

void wait_and_act(int line, UniqueFd listening, const fs::path& socket, std::chrono::seconds patience,
		  const GuardActions& actions)
{
	const char said = byte_from(line);
	const bool confirmed =
		said == kDone && somebody_confirms(listening.get(), std::chrono::steady_clock::now() + patience);
	std::error_code ignored;
	fs::remove(socket, ignored);
	listening = UniqueFd{};
	if (confirmed)
		actions.confirmed();
	else if (said != kDismissed)
		actions.undo();
}

} // namespace

Result<fs::path> guard_socket(const fs::path& root)
{
	const auto suffix = namespace_suffix();
	if (!suffix)
		return error_of(suffix);
	return root / "run/ctgate" / ("confirm" + *suffix);
}

Result<Guard> Guard::start(const fs::path& socket, std::chrono::seconds patience, const GuardActions& actions)
{
	auto listening = listen_at(socket);
	if (!listening)
		return error_of(listening);
	int ends[2]; // a pipe would kill who writes to it when nobody reads
	if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return fail_errno(errno, "make a line to the process that would go back");
	const UniqueFd theirs{ends[0]};
	UniqueFd ours{ends[1]};
	const pid_t child = ::fork();
	if (child < 0)
		return fail_errno(errno, "start the process that would go back");
	if (child > 0) {
		::waitpid(child, nullptr, 0);
		return Guard{std::move(ours)};
	}
	// Twice, so that it is nobody's child whose exit somebody waits for.
	if (::fork() != 0)
		::_exit(0);
	leave_the_session();
	ours = UniqueFd{};
	wait_and_act(theirs.get(), std::move(*listening), socket, patience, actions);
	::_exit(0);
}

Result<void> Guard::done()
{
	if (::send(line_.get(), &kDone, 1, MSG_NOSIGNAL) != 1)
		return fail_errno(errno, "tell the process that would go back");
	return {};
}

void Guard::dismiss()
{
	(void)::send(line_.get(), &kDismissed, 1, MSG_NOSIGNAL);
}

Result<void> confirm(const fs::path& socket)
{
	const auto address = address_of(socket);
	if (!address)
		return error_of(address);
	const UniqueFd fd = new_socket();
	if (!reach(fd, *address)) {
		if (errno == ENOENT || errno == ECONNREFUSED)
			return fail(ENOENT,
				    "nothing waits to be confirmed: it was confirmed before, or its time is over "
				    "and it was undone");
		return fail_errno(errno, fmt::format("reach {}", socket.native()));
	}
	if (::send(fd.get(), &kConfirmed, 1, MSG_NOSIGNAL) != 1 || byte_from(fd.get()) != kConfirmed)
		return fail(ETIME, "too late: the change was just being undone");
	return {};
}

} // namespace ctgate::cli
