// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"
#include "loader/base/unique_fd.hpp"
#include "userspace/doctor/observation.hpp"

namespace ctgate::doctor
{

/// Counts TCP segments that come in on any interface of this namespace, and those with flags that conntrack's
/// tcp_error() refuses (net/netfilter/nf_conntrack_proto_tcp.c). In a full table these are never counted as invalid:
/// the kernel has no room to look at them. Packet sockets see what XDP let through; the kernel filters, no packet is
/// copied.
class PacketTap
{
public:
	/// Counts from here on. EPERM without CAP_NET_RAW.
	static Result<PacketTap> open();
	/// What has come since.
	Result<Tapped> read() const;

private:
	PacketTap(UniqueFd tcp, UniqueFd malformed) : tcp_{std::move(tcp)}, malformed_{std::move(malformed)} {}

	UniqueFd tcp_, malformed_;
};

} // namespace ctgate::doctor
