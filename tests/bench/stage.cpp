// SPDX-License-Identifier: MIT
#include "tests/bench/stage.hpp"

#include "tests/e2e/command.hpp"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>

#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace ctgate::bench
{
namespace
{

constexpr const char* kNear = "near0";
constexpr const char* kOwnNamespace = "/proc/thread-self/ns/net";
constexpr std::size_t kReceivedPackets = 1; ///< column of /proc/net/dev

/// Packets come from addresses that are not routed, so no answer leaves. Without XDP a veth can be redirected to only
/// when it has GRO; with it, it has both.
constexpr const char* kSetUp = R"(
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link add near0 type veth peer name gate0 address 02:00:00:00:00:01
sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.gate0.rp_filter=0
ethtool -K gate0 gro on
ip address add 203.0.113.1/24 dev gate0
ip link set near0 up
ip link set gate0 up
)";

std::vector<std::string> words_of(const std::string& line)
{
	std::istringstream stream{line};
	std::vector<std::string> words;
	for (std::string word; stream >> word;)
		words.push_back(word);
	return words;
}

Result<std::uint64_t> taken_in()
{
	std::ifstream file{"/proc/thread-self/net/dev"};
	const auto prefix = fmt::format("{}:", Stage::kGate);
	for (std::string line; std::getline(file, line);)
		if (const auto words = words_of(line); !words.empty() && words[0] == prefix)
			return std::stoull(words[1 + kReceivedPackets]);
	return fail(ENOENT, "/proc/net/dev does not name {}", Stage::kGate);
}

/// A line of names, and below it their values.
Result<std::uint64_t> delivered()
{
	std::ifstream file{"/proc/thread-self/net/snmp"};
	std::string names, values;
	std::getline(file, names);
	std::getline(file, values);
	const auto columns = words_of(names), numbers = words_of(values);
	const auto at = std::ranges::find(columns, "InDelivers") - columns.begin();
	if (static_cast<std::size_t>(at) >= numbers.size())
		return fail(ENOENT, "/proc/net/snmp does not tell InDelivers");
	return std::stoull(numbers[static_cast<std::size_t>(at)]);
}

} // namespace

Result<std::string> command(const std::vector<std::string>& words)
{
	const auto finished = e2e::run(words);
	if (finished.exit_code != 0)
		return fail(EPROTO, "`{}`: {}", fmt::join(words, " "), finished.err);
	return finished.out;
}

Result<Stage> Stage::build()
{
	Stage stage;
	if (::unshare(CLONE_NEWNET) != 0)
		return fail_errno(errno, "make a network namespace");
	stage.namespace_ = UniqueFd{::open(kOwnNamespace, O_RDONLY | O_CLOEXEC)};
	std::istringstream lines{kSetUp};
	for (std::string line; std::getline(lines, line);) {
		if (line.empty())
			continue;
		if (auto done = command(words_of(line)); !done)
			return error_of(done);
	}
	stage.near_ = ::if_nametoindex(kNear);
	stage.gate_ = ::if_nametoindex(kGate);
	return stage;
}

Result<void> Stage::enter() const
{
	if (::setns(namespace_.get(), CLONE_NEWNET) != 0)
		return fail_errno(errno, "enter a network namespace");
	return {};
}

Result<Seen> Stage::seen() const
{
	const auto taken = taken_in(), reached = delivered();
	if (!taken || !reached)
		return error_of(taken ? reached : taken);
	return Seen{.taken_in = *taken, .delivered = *reached};
}

} // namespace ctgate::bench
