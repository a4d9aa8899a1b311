// SPDX-License-Identifier: MIT
#include "userspace/doctor/tracking_probe.hpp"

#include "loader/base/unique_fd.hpp"
#include "userspace/conntrack/netlink.hpp"

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace ctgate::doctor
{
namespace
{

/// The port, in network byte order, from which a datagram went to itself; none when it could not.
std::optional<in_port_t> send_to_self()
{
	sockaddr_in self{};
	self.sin_family = AF_INET;
	self.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	socklen_t size = sizeof(self);
	auto* address = reinterpret_cast<sockaddr*>(&self);
	const UniqueFd socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
	if (!socket || ::bind(socket.get(), address, size) < 0 || ::getsockname(socket.get(), address, &size) < 0 ||
	    ::sendto(socket.get(), nullptr, 0, 0, address, size) < 0)
		return std::nullopt;
	return self.sin_port;
}

void put_tuple(nlmsghdr* request, in_port_t port)
{
	nlattr* tuple = ::mnl_attr_nest_start(request, CTA_TUPLE_ORIG);
	nlattr* addresses = ::mnl_attr_nest_start(request, CTA_TUPLE_IP);
	::mnl_attr_put_u32(request, CTA_IP_V4_SRC, htonl(INADDR_LOOPBACK));
	::mnl_attr_put_u32(request, CTA_IP_V4_DST, htonl(INADDR_LOOPBACK));
	::mnl_attr_nest_end(request, addresses);
	nlattr* ports = ::mnl_attr_nest_start(request, CTA_TUPLE_PROTO);
	::mnl_attr_put_u8(request, CTA_PROTO_NUM, IPPROTO_UDP);
	::mnl_attr_put_u16(request, CTA_PROTO_SRC_PORT, port);
	::mnl_attr_put_u16(request, CTA_PROTO_DST_PORT, port);
	::mnl_attr_nest_end(request, ports);
	::mnl_attr_nest_end(request, tuple);
}

} // namespace

std::optional<bool> conntrack_tracks()
{
	const auto port = send_to_self();
	auto netlink = conntrack::Netlink::open();
	if (!port || !netlink)
		return std::nullopt;
	conntrack::Request request{NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_GET, 0};
	static_cast<nfgenmsg*>(::mnl_nlmsg_get_payload(request.header()))->nfgen_family = AF_INET;
	put_tuple(request.header(), *port);
	const auto asked =
		netlink->ask(request, "ask for one entry", [](const nlmsghdr*) { return conntrack::Visit::kEnough; });
	if (!asked && asked.error().code() != ENOENT)
		return std::nullopt;
	return asked.has_value();
}

} // namespace ctgate::doctor
