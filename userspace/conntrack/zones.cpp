// SPDX-License-Identifier: MIT
#include "userspace/conntrack/zones.hpp"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include <libmnl/libmnl.h>

#include <array>
#include <cerrno>
#include <memory>

namespace ctgate::conntrack
{
namespace
{

constexpr std::size_t kAnswerSize = 1 << 15; // what the kernel fills at once

struct SocketCloser {
	void operator()(mnl_socket* socket) const { ::mnl_socket_close(socket); }
};
using Socket = std::unique_ptr<mnl_socket, SocketCloser>;

struct Search {
	std::optional<std::uint16_t> found;
};

int read_zone(Search& search, const nlattr* attribute)
{
	search.found = ntohs(::mnl_attr_get_u16(attribute));
	return MNL_CB_STOP;
}

int read_tuple(const nlattr* attribute, void* search)
{
	return ::mnl_attr_get_type(attribute) == CTA_TUPLE_ZONE ? read_zone(*static_cast<Search*>(search), attribute)
								: MNL_CB_OK;
}

/// One zone for both directions stands beside the tuples, one for a single direction inside its tuple.
int read_attribute(const nlattr* attribute, void* search)
{
	const auto type = ::mnl_attr_get_type(attribute);
	if (type == CTA_TUPLE_ORIG || type == CTA_TUPLE_REPLY)
		return ::mnl_attr_parse_nested(attribute, read_tuple, search);
	return type == CTA_ZONE ? read_zone(*static_cast<Search*>(search), attribute) : MNL_CB_OK;
}

int read_entry(const nlmsghdr* message, void* data)
{
	return ::mnl_attr_parse(message, sizeof(nfgenmsg), read_attribute, data);
}

bool ask_for_all(mnl_socket* socket, std::uint32_t sequence)
{
	std::array<char, 256> buffer{};
	nlmsghdr* request = ::mnl_nlmsg_put_header(buffer.data());
	request->nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET;
	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request->nlmsg_seq = sequence;
	auto* header = static_cast<nfgenmsg*>(::mnl_nlmsg_put_extra_header(request, sizeof(nfgenmsg)));
	header->nfgen_family = AF_UNSPEC;
	header->version = NFNETLINK_V0;
	return ::mnl_socket_sendto(socket, request, request->nlmsg_len) >= 0;
}

} // namespace

Result<std::optional<std::uint16_t>> zone_in_use()
{
	constexpr std::uint32_t kSequence = 1;
	const Socket socket{::mnl_socket_open(NETLINK_NETFILTER)};
	if (!socket || ::mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) < 0 ||
	    !ask_for_all(socket.get(), kSequence))
		return fail_errno(errno, "ask for the conntrack table");

	Search search;
	std::array<char, kAnswerSize> answer{};
	for (;;) {
		const auto size = ::mnl_socket_recvfrom(socket.get(), answer.data(), answer.size());
		if (size < 0)
			return fail_errno(errno, "read the conntrack table");
		const int more = ::mnl_cb_run(answer.data(), static_cast<std::size_t>(size), kSequence,
					      ::mnl_socket_get_portid(socket.get()), read_entry, &search);
		if (more < 0)
			return fail_errno(errno, "read the conntrack table");
		if (more == MNL_CB_STOP)
			return search.found;
	}
}

} // namespace ctgate::conntrack
