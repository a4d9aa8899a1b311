// SPDX-License-Identifier: MIT
#include "userspace/conntrack/namespaces.hpp"

#include "userspace/conntrack/table.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <optional>

namespace ctgate::conntrack
{
namespace
{

namespace fs = std::filesystem;

constexpr const char* kOwn = "/proc/thread-self/ns/net";

std::optional<std::uint64_t> inode_of(const std::string& path)
{
	struct stat status {
	};
	return ::stat(path.c_str(), &status) == 0 ? std::optional{std::uint64_t{status.st_ino}} : std::nullopt;
}

void add(std::vector<NetworkNamespace>& all, NetworkNamespace found)
{
	if (std::ranges::find(all, found.inode, &NetworkNamespace::inode) == all.end())
		all.push_back(std::move(found));
}

void add_named(std::vector<NetworkNamespace>& all, const fs::path& directory)
{
	std::error_code ignored;
	for (const auto& file : fs::directory_iterator{directory, ignored})
		if (const auto inode = inode_of(file.path()))
			add(all, {*inode, file.path(), file.path().filename()});
}

std::string command_of(const fs::path& process)
{
	std::string command;
	std::getline(std::ifstream{process / "comm"}, command);
	// A process chooses its name itself, and a terminal obeys control characters.
	std::ranges::replace_if(
		command, [](unsigned char c) { return std::iscntrl(c) != 0; }, '?');
	return command + " (" + process.filename().string() + ")";
}

void add_of_processes(std::vector<NetworkNamespace>& all)
{
	std::error_code ignored;
	for (const auto& process : fs::directory_iterator{"/proc", ignored}) {
		if (!std::isdigit(static_cast<unsigned char>(process.path().filename().string().front())))
			continue;
		const std::string path = process.path() / "ns/net";
		const auto inode = inode_of(path);
		if (inode && std::ranges::find(all, *inode, &NetworkNamespace::inode) == all.end())
			all.push_back({*inode, path, command_of(process.path())});
	}
}

} // namespace

Result<std::vector<NetworkNamespace>> list_namespaces()
{
	const auto own = inode_of(kOwn);
	if (!own)
		return fail_errno(errno, "find this network namespace");
	std::vector<NetworkNamespace> all;
	add_named(all, "/run/netns");
	add_named(all, "/run/docker/netns");
	add_of_processes(all);
	const auto mine = std::ranges::find(all, *own, &NetworkNamespace::inode);
	if (mine == all.end())
		all.insert(all.begin(), {*own, kOwn, "this one"});
	else
		std::rotate(all.begin(), mine, mine + 1);
	return all;
}

Result<Visiting> Visiting::enter(const NetworkNamespace& there)
{
	Visiting visiting{UniqueFd{::open(kOwn, O_RDONLY | O_CLOEXEC)}};
	const UniqueFd target{::open(there.path.c_str(), O_RDONLY | O_CLOEXEC)};
	if (!visiting.home_ || !target || ::setns(target.get(), CLONE_NEWNET) < 0)
		return fail_errno(errno, "enter the network namespace of " + there.name);
	return visiting;
}

Visiting::~Visiting()
{
	if (home_)
		::setns(home_.get(), CLONE_NEWNET);
}

Result<std::uint64_t> entries_here()
{
	auto table = Table::open();
	if (!table)
		return error_of(table);
	const auto fill = table->fill();
	if (!fill)
		return error_of(fill);
	return fill->entries;
}

Result<std::uint64_t> entries_in(const NetworkNamespace& there)
{
	const auto visiting = Visiting::enter(there);
	if (!visiting)
		return error_of(visiting);
	return entries_here();
}

bool in_initial_namespace()
{
	struct stat status {
	};
	return ::stat("/proc/sys/net/netfilter/nf_conntrack_max", &status) == 0 && (status.st_mode & S_IWUSR);
}

} // namespace ctgate::conntrack
