// SPDX-License-Identifier: MIT
#include "tests/e2e/doctor/expectations.hpp"

#include "userspace/conntrack/netlink.hpp"

#include <arpa/inet.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tcp.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/in.h>

#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

using conntrack::Netlink;
using conntrack::Request;
using conntrack::Visit;

constexpr std::uint32_t kClient = 0xc6336407; // 198.51.100.7
constexpr std::uint32_t kServer = 0xcb007101; // 203.0.113.1
constexpr std::uint16_t kFtp = 21, kFtpData = 20;
constexpr std::uint16_t kFirstPort = 30000;

struct Ends {
	std::uint32_t source, destination;
	std::uint16_t source_port, destination_port;
};

void put(nlmsghdr* request, std::uint16_t attribute, const Ends& ends)
{
	nlattr* tuple = ::mnl_attr_nest_start(request, attribute);
	nlattr* addresses = ::mnl_attr_nest_start(request, CTA_TUPLE_IP);
	::mnl_attr_put_u32(request, CTA_IP_V4_SRC, htonl(ends.source));
	::mnl_attr_put_u32(request, CTA_IP_V4_DST, htonl(ends.destination));
	::mnl_attr_nest_end(request, addresses);
	nlattr* ports = ::mnl_attr_nest_start(request, CTA_TUPLE_PROTO);
	::mnl_attr_put_u8(request, CTA_PROTO_NUM, IPPROTO_TCP);
	::mnl_attr_put_u16(request, CTA_PROTO_SRC_PORT, htons(ends.source_port));
	::mnl_attr_put_u16(request, CTA_PROTO_DST_PORT, htons(ends.destination_port));
	::mnl_attr_nest_end(request, ports);
	::mnl_attr_nest_end(request, tuple);
}

Request begin(std::uint8_t subsystem, std::uint8_t message)
{
	Request request{subsystem, message, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK};
	static_cast<nfgenmsg*>(::mnl_nlmsg_get_payload(request.header()))->nfgen_family = AF_INET;
	return request;
}

void carry_out(Netlink& netlink, Request& request)
{
	const auto done = netlink.ask(request, "make an expectation", [](const nlmsghdr*) { return Visit::kNext; });
	if (!done)
		throw std::runtime_error(done.error().message());
}

void open_control(Netlink& netlink, std::uint16_t port)
{
	Request request = begin(NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_NEW);
	nlmsghdr* put_into = request.header();
	put(put_into, CTA_TUPLE_ORIG, {kClient, kServer, port, kFtp});
	put(put_into, CTA_TUPLE_REPLY, {kServer, kClient, kFtp, port});
	::mnl_attr_put_u32(put_into, CTA_STATUS, htonl(IPS_ASSURED | IPS_SEEN_REPLY | IPS_CONFIRMED));
	::mnl_attr_put_u32(put_into, CTA_TIMEOUT, htonl(431990));
	nlattr* info = ::mnl_attr_nest_start(put_into, CTA_PROTOINFO);
	nlattr* tcp = ::mnl_attr_nest_start(put_into, CTA_PROTOINFO_TCP);
	::mnl_attr_put_u8(put_into, CTA_PROTOINFO_TCP_STATE, TCP_CONNTRACK_ESTABLISHED);
	::mnl_attr_nest_end(put_into, tcp);
	::mnl_attr_nest_end(put_into, info);
	nlattr* help = ::mnl_attr_nest_start(put_into, CTA_HELP);
	::mnl_attr_put_strz(put_into, CTA_HELP_NAME, "ftp");
	::mnl_attr_nest_end(put_into, help);
	carry_out(netlink, request);
}

void expect_data(Netlink& netlink, std::uint16_t port)
{
	Request request = begin(NFNL_SUBSYS_CTNETLINK_EXP, IPCTNL_MSG_EXP_NEW);
	put(request.header(), CTA_EXPECT_MASTER, {kClient, kServer, port, kFtp});
	put(request.header(), CTA_EXPECT_TUPLE, {kServer, kClient, kFtpData, port});
	put(request.header(), CTA_EXPECT_MASK, {0xffffffff, 0xffffffff, 0, 0xffff});
	::mnl_attr_put_u32(request.header(), CTA_EXPECT_TIMEOUT, htonl(300));
	carry_out(netlink, request);
}

} // namespace

void expect_ftp_data(std::uint16_t connections)
{
	auto netlink = Netlink::open();
	if (!netlink)
		throw std::runtime_error(netlink.error().message());
	for (std::uint16_t port = kFirstPort; port < kFirstPort + connections; ++port) {
		open_control(*netlink, port);
		expect_data(*netlink, port);
	}
}

} // namespace ctgate::e2e
