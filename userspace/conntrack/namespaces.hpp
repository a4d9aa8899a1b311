// SPDX-License-Identifier: MIT
// The network namespaces of this host: conntrack has a table in each, and one limit for all.
#pragma once

#include "loader/base/error.hpp"
#include "loader/base/unique_fd.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ctgate::conntrack
{

struct NetworkNamespace {
	std::uint64_t inode = 0; ///< as `lsns -t net` and the kernel's log say it
	std::string path;        ///< to open
	std::string name;        ///< "web1" of /run/netns, or "nginx (4711)", a process that is in it

	bool operator==(const NetworkNamespace&) const = default;
};

/// Those with a name (/run/netns, /run/docker/netns) and those that a process is in, each once; the calling
/// thread's own is the first. One that only an open file or a socket keeps alive cannot be found.
Result<std::vector<NetworkNamespace>> list_namespaces();

/// The calling thread is in another network namespace while this lives.
class Visiting
{
public:
	/// EPERM without CAP_SYS_ADMIN.
	static Result<Visiting> enter(const NetworkNamespace& there);
	~Visiting();
	Visiting(Visiting&&) = default;
	Visiting& operator=(Visiting&&) = delete;

private:
	explicit Visiting(UniqueFd home) : home_{std::move(home)} {}

	UniqueFd home_;
};

/// How many entries the table counts: of the namespace that the calling thread is in, and of another one.
Result<std::uint64_t> entries_here();
Result<std::uint64_t> entries_in(const NetworkNamespace& there);

/// Is the calling thread in the one that the host booted with? Only there nf_conntrack_max can be written: everywhere
/// else the kernel shows it read-only (net/netfilter/nf_conntrack_standalone.c).
bool in_initial_namespace();

} // namespace ctgate::conntrack
