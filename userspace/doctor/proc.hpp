// SPDX-License-Identifier: MIT
// What the kernel tells in text files, of the calling thread's network namespace where it differs.
#pragma once

#include "userspace/doctor/observation.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ctgate::doctor
{

class Proc
{
public:
	explicit Proc(std::filesystem::path root = "/proc") : root_{std::move(root)} {}

	/// Every net.netfilter.nf_conntrack_* that is a number, and what is coupled with them of net.ipv4.
	std::map<std::string, std::int64_t> settings() const;
	/// A counter of net/netstat, "TcpExt" and "SyncookiesSent"; 0 where it is missing.
	std::uint64_t netstat(const std::string& section, const std::string& counter) const;
	/// IP packets of both families that came in.
	std::uint64_t received() const;
	/// TCP sockets of both families in use, those in TIME_WAIT not counted.
	std::uint64_t tcp_sockets() const;
	/// The interface of the IPv4 default route; "INTERFACE" where there is none, to be filled in.
	std::string uplink() const;
	/// Each NFQUEUE in which packets wait.
	std::vector<Queue> queues() const;

	struct Slab {
		std::uint64_t objects;     ///< live ones; the kernel counts what its CPUs hold ready as live
		std::uint64_t object_size; ///< bytes
	};
	/// The cache `nf_conntrack` of /proc/slabinfo; none without root.
	std::optional<Slab> slab() const;
	/// "nginx (4711)".
	std::string process(std::uint32_t id) const;

private:
	std::filesystem::path net(const char* file) const { return root_ / "thread-self/net" / file; }
	std::uint64_t table_value(const std::filesystem::path& file, const std::string& section,
				  const std::string& counter) const;

	std::filesystem::path root_;
};

} // namespace ctgate::doctor
