// SPDX-License-Identifier: MIT
#include "tests/bench/readers.hpp"

#include "tests/e2e/measured.hpp"
#include "userspace/conntrack/netlink.hpp"

#include <fcntl.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <sys/mman.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include <ctime>
#include <memory>

namespace ctgate::bench
{
namespace
{

constexpr std::size_t kBufferSize = 1 << 16; // the doctor's (userspace/conntrack/netlink.cpp)
constexpr const char* kInterval = "0.1";     ///< the shortest that the doctor takes
constexpr Seconds kSlept{0.1};
constexpr double kMib = 1 << 20;
constexpr int kFindings = 1; ///< the exit code of a doctor that found something

Seconds thread_time()
{
	timespec time{};
	::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

/// Entries in one datagram, and whether it was the last one.
struct Datagram {
	std::uint32_t entries = 0;
	bool last = false;
};

Datagram look_through(const std::vector<char>& buffer, ssize_t size)
{
	Datagram seen;
	int left = static_cast<int>(size);
	for (const auto* message = reinterpret_cast<const nlmsghdr*>(buffer.data()); ::mnl_nlmsg_ok(message, left);
	     message = ::mnl_nlmsg_next(message, &left)) {
		seen.last = message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR;
		seen.entries += !seen.last;
	}
	return seen;
}

/// Takes what the kernel gives and looks only for the end.
Result<std::uint32_t> dump()
{
	const std::unique_ptr<mnl_socket, int (*)(mnl_socket*)> socket{::mnl_socket_open(NETLINK_NETFILTER),
								       ::mnl_socket_close};
	conntrack::Request request{NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_GET, NLM_F_DUMP};
	if (!socket || ::mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) < 0 ||
	    ::mnl_socket_sendto(socket.get(), request.header(), request.header()->nlmsg_len) < 0)
		return fail_errno(errno, "ask for the conntrack table");
	std::vector<char> buffer(kBufferSize);
	std::uint32_t entries = 0;
	for (;;) {
		const auto size = ::mnl_socket_recvfrom(socket.get(), buffer.data(), buffer.size());
		if (size < 0)
			return fail_errno(errno, "read the conntrack table");
		const Datagram seen = look_through(buffer, size);
		entries += seen.entries;
		if (seen.last)
			return entries;
	}
}

Result<void> check(std::uint64_t seen, std::uint32_t entries)
{
	if (seen != entries)
		return fail(EPROTO, "it saw {} entries of {}; does somebody else change nf_conntrack_buckets?", seen,
			    entries);
	return {};
}

Result<Reading> bare_dump(std::uint32_t entries)
{
	const Seconds began = thread_time();
	const auto begin = std::chrono::steady_clock::now();
	const auto seen = dump();
	const Reading reading{
		.cpu = thread_time() - began, .wall = std::chrono::steady_clock::now() - begin, .peak_mib = 0};
	if (!seen)
		return error_of(seen);
	if (const auto right = check(*seen, entries); !right)
		return error_of(right);
	return reading;
}

Reading reading_of(const e2e::Measured& measured)
{
	return {.cpu = measured.cpu,
		.wall = measured.wall,
		.peak_mib = static_cast<double>(measured.peak_bytes) / kMib};
}

std::string content_of(const UniqueFd& file)
{
	std::string text(static_cast<std::size_t>(::lseek(file.get(), 0, SEEK_END)), '\0');
	text.resize(static_cast<std::size_t>(::pread(file.get(), text.data(), text.size(), 0)));
	return text;
}

Result<Reading> doctor(std::uint32_t entries)
{
	const UniqueFd out{::memfd_create("doctor", MFD_CLOEXEC)};
	const auto measured = e2e::measure({CTGATE_BINARY, "doctor", "--json", "--interval", kInterval}, out);
	if (measured.exit_code > kFindings)
		return fail(EPROTO, "it ended with {}", measured.exit_code);
	const auto told = nlohmann::json::parse(content_of(out));
	if (const auto right = check(told.at("/namespaces/0/table/counted"_json_pointer), entries); !right)
		return error_of(right);
	Reading reading = reading_of(measured);
	reading.wall -= kSlept;
	return reading;
}

Result<Reading> command(const std::vector<std::string>& words)
{
	const UniqueFd nowhere{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
	const auto measured = e2e::measure(words, nowhere);
	if (measured.exit_code != 0)
		return fail(EPROTO, "it ended with {}", measured.exit_code);
	return reading_of(measured);
}

} // namespace

std::vector<Reader> readers(std::uint32_t entries)
{
	return {{"bare netlink dump", [=] { return bare_dump(entries); }},
		{"ctgate doctor --json", [=] { return doctor(entries); }},
		{"conntrack -L",
		 [] {
			 return command({"conntrack", "-L"});
		 }},
		{"conntrack -L | wc -l",
		 [] {
			 return command({"sh", "-c", "conntrack -L 2>/dev/null | wc -l"});
		 }},
		{"cat /proc/net/nf_conntrack", [] {
			 return command({"cat", "/proc/net/nf_conntrack"});
		 }}};
}

} // namespace ctgate::bench
