// SPDX-License-Identifier: MIT
#include "tests/e2e/network.hpp"

#include "loader/interface.hpp"
#include "loader/pins/pins.hpp"

#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace ctgate::e2e
{
namespace
{

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "ctgate-e2e-";
constexpr const char* kNamespaces = "/run/netns";
constexpr const char* kPins = "/sys/fs/bpf/ctgate";

void enter_and_run(const std::string& name, const std::function<void()>& function)
{
	std::exception_ptr failure;
	std::thread{[&] {
		try {
			const UniqueFd target{
				::open(fmt::format("{}/{}", kNamespaces, name).c_str(), O_RDONLY | O_CLOEXEC)};
			if (!target || ::setns(target.get(), CLONE_NEWNET) != 0)
				throw std::runtime_error("cannot enter namespace " + name);
			function();
		} catch (...) {
			failure = std::current_exception();
		}
	}}.join();
	if (failure)
		std::rethrow_exception(failure);
}

/// Whatever ctgate pinned for interfaces of the calling thread's namespace.
void remove_pins()
{
	const std::string suffix = namespace_suffix().value();
	std::error_code ignored;
	if (suffix.empty())
		return;
	for (const auto& entry : fs::directory_iterator{kPins, ignored})
		if (entry.path().filename().string().ends_with(suffix))
			fs::remove_all(entry.path(), ignored);
}

void remove_namespace(const std::string& name)
{
	try {
		enter_and_run(name, remove_pins);
	} catch (const std::exception&) {
		// Half made or half gone; deleting it is all that is left to do.
	}
	run({"ip", "netns", "delete", name});
}

/// Namespaces of test processes that no longer live.
void sweep()
{
	std::error_code ignored;
	for (const auto& entry : fs::directory_iterator{kNamespaces, ignored}) {
		const std::string name = entry.path().filename();
		if (!name.starts_with(kPrefix))
			continue;
		const std::string process = name.substr(kPrefix.size(), name.rfind('-') - kPrefix.size());
		if (!fs::exists("/proc/" + process))
			remove_namespace(name);
	}
}

std::vector<std::string> words_of(const std::string& line)
{
	std::istringstream stream{line};
	std::vector<std::string> words;
	for (std::string word; stream >> word;)
		words.push_back(word);
	return words;
}

} // namespace

std::optional<std::string> why_not()
{
	if (::geteuid() != 0)
		return "SKIPPED: network namespaces and BPF need root";
	if (!require_bpffs() && run({"mount", "-t", "bpf", "bpf", "/sys/fs/bpf"}).exit_code != 0)
		return "SKIPPED: no bpffs at /sys/fs/bpf, and it cannot be mounted";
	for (const char* tool : {"ip", "nft", "conntrack", "bpftool", "setpriv", "unshare"})
		if (run({"sh", "-c", fmt::format("command -v {}", tool)}).exit_code != 0)
			return fmt::format("SKIPPED: the command {} is not installed", tool);
	return std::nullopt;
}

Namespace::Namespace()
{
	static std::atomic<int> made = 0;
	sweep();
	name_ = fmt::format("{}{}-{}", kPrefix, ::getpid(), ++made);
	if (const auto added = e2e::run({"ip", "netns", "add", name_}); added.exit_code != 0)
		throw std::runtime_error(added.err);
}

Namespace::~Namespace()
{
	remove_namespace(name_);
}

void Namespace::inside(const std::function<void()>& function) const
{
	enter_and_run(name_, function);
}

Finished Namespace::run(const std::vector<std::string>& command) const
{
	Finished finished{};
	inside([&] { finished = e2e::run(command); });
	return finished;
}

void Namespace::must(const std::string& commands) const
{
	std::istringstream lines{commands};
	for (std::string line; std::getline(lines, line);) {
		const auto words = words_of(line);
		if (words.empty())
			continue;
		if (const auto finished = run(words); finished.exit_code != 0)
			throw std::runtime_error(fmt::format("`{}` in {}: {}", line, name_, finished.err));
	}
}

void Namespace::nft(const std::string& rules) const
{
	if (const auto finished = run({"nft", rules}); finished.exit_code != 0)
		throw std::runtime_error(finished.err);
}

void Namespace::sysctl(const std::string& name, int value) const
{
	inside([&] {
		std::ofstream file{"/proc/sys/" + name};
		if (!(file << value << std::flush))
			throw std::runtime_error("cannot set " + name);
	});
}

Wire::Wire(const Namespace& where, const std::string& interface)
{
	where.inside([&] {
		socket_ = UniqueFd{::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)};
		ifindex_ = static_cast<int>(::if_nametoindex(interface.c_str()));
		if (!socket_ || ifindex_ == 0)
			throw std::runtime_error("no raw socket at " + interface);
	});
}

void Wire::send(const packet::Bytes& frame) const
{
	if (!offer(frame))
		throw std::runtime_error(fmt::format("a frame of {} bytes was not sent", frame.size()));
}

void Wire::send(const packet::Bytes& frame, std::uint32_t mark) const
{
	if (::setsockopt(socket_.get(), SOL_SOCKET, SO_MARK, &mark, sizeof(mark)) != 0)
		throw std::runtime_error("cannot mark a packet");
	send(frame);
}

bool Wire::offer(const packet::Bytes& frame) const
{
	sockaddr_ll to{};
	to.sll_family = AF_PACKET;
	to.sll_ifindex = ifindex_;
	return ::sendto(socket_.get(), frame.data(), frame.size(), 0, reinterpret_cast<const sockaddr*>(&to),
			sizeof(to)) == static_cast<ssize_t>(frame.size());
}

} // namespace ctgate::e2e
