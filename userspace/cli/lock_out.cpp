// SPDX-License-Identifier: MIT
#include "userspace/cli/lock_out.hpp"

#include "userspace/config/prefix.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

namespace ctgate::cli
{
namespace
{

constexpr std::string_view kVariable = "SSH_CONNECTION="; // "client port server port", sshd(8)
constexpr int kAncestorsMax = 64;

/// The first word, if it is an address.
std::optional<Prefix> client_of(const std::string& connection)
{
	const auto client = parse_address(connection.substr(0, connection.find(' ')));
	return client ? std::optional{*client} : std::nullopt;
}

std::optional<Prefix> peer_of_process(pid_t process)
{
	std::ifstream environment{fmt::format("/proc/{}/environ", process)};
	for (std::string variable; std::getline(environment, variable, '\0');)
		if (variable.starts_with(kVariable))
			return client_of(variable.substr(kVariable.size()));
	return std::nullopt;
}

pid_t parent_of(pid_t process)
{
	std::ifstream status{fmt::format("/proc/{}/status", process)};
	for (std::string field; status >> field;) {
		pid_t parent = 0;
		if (field == "PPid:" && status >> parent)
			return parent;
	}
	return 0;
}

} // namespace

std::optional<Prefix> ssh_peer()
{
	if (const char* connection = std::getenv("SSH_CONNECTION"))
		return client_of(connection);
	pid_t process = ::getppid();
	for (int i = 0; i < kAncestorsMax && process > 1; ++i, process = parent_of(process))
		if (const auto peer = peer_of_process(process))
			return peer;
	return std::nullopt;
}

Result<void> require_not_cut_off(std::span<const SetEntry> denied, const PrefixSet& allowed)
{
	const auto peer = ssh_peer();
	if (!peer)
		return {};
	const auto around =
		std::ranges::find_if(denied, [&](const SetEntry& entry) { return entry.prefix.contains(*peer); });
	if (around == denied.end())
		return {};
	const auto excuse = allowed.around(*peer);
	if (!excuse)
		return error_of(excuse);
	if (*excuse)
		return {};
	return fail(
		EBUSY,
		"{0}, from where you are logged in by SSH, is in {1}: this would cut you off; allow it first (ctgate "
		"allow add {0}), or say --force",
		to_string(*peer), to_string(around->prefix));
}

} // namespace ctgate::cli
