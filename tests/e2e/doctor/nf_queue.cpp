// SPDX-License-Identifier: MIT
#include "tests/e2e/doctor/nf_queue.hpp"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

constexpr int kRoom = 256 << 20; // for a message a packet: without room the kernel drops the packet
constexpr std::uint32_t kLongest = 65535;

nlmsghdr* begin(std::array<char, 256>& buffer, std::uint16_t message, std::uint16_t number)
{
	nlmsghdr* request = ::mnl_nlmsg_put_header(buffer.data());
	request->nlmsg_type = static_cast<std::uint16_t>(NFNL_SUBSYS_QUEUE << 8 | message);
	request->nlmsg_flags = NLM_F_REQUEST;
	auto* header = static_cast<nfgenmsg*>(::mnl_nlmsg_put_extra_header(request, sizeof(nfgenmsg)));
	header->nfgen_family = AF_UNSPEC;
	header->version = NFNETLINK_V0;
	header->res_id = htons(number);
	return request;
}

void send(mnl_socket* socket, const nlmsghdr* request)
{
	if (::mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
		throw std::runtime_error("nfqueue refused a message");
}

} // namespace

NfQueue::NfQueue(std::uint16_t number) : socket_{::mnl_socket_open(NETLINK_NETFILTER)}, number_{number}
{
	const int fd = ::mnl_socket_get_fd(socket_.get());
	if (::mnl_socket_bind(socket_.get(), 0, MNL_SOCKET_AUTOPID) < 0 ||
	    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kRoom, sizeof(kRoom)) < 0)
		throw std::runtime_error("no netlink socket for nfqueue");
	std::array<char, 256> buffer{};
	nlmsghdr* request = begin(buffer, NFQNL_MSG_CONFIG, number);
	const nfqnl_msg_config_cmd bind{.command = NFQNL_CFG_CMD_BIND, ._pad = 0, .pf = htons(AF_UNSPEC)};
	::mnl_attr_put(request, NFQA_CFG_CMD, sizeof(bind), &bind);
	send(socket_.get(), request);
	request = begin(buffer, NFQNL_MSG_CONFIG, number);
	const nfqnl_msg_config_params params{.copy_range = 0, .copy_mode = NFQNL_COPY_META};
	::mnl_attr_put(request, NFQA_CFG_PARAMS, sizeof(params), &params);
	::mnl_attr_put_u32(request, NFQA_CFG_QUEUE_MAXLEN, htonl(kLongest));
	send(socket_.get(), request);
}

std::vector<std::uint32_t> NfQueue::waiting(std::size_t packets)
{
	std::vector<std::uint32_t> ids;
	std::vector<char> answer(1 << 16);
	while (ids.size() < packets) {
		const auto size =
			::recv(::mnl_socket_get_fd(socket_.get()), answer.data(), answer.size(), MSG_DONTWAIT);
		if (size <= 0)
			return ids;
		const auto* message = reinterpret_cast<const nlmsghdr*>(answer.data());
		const auto* first =
			static_cast<const nlattr*>(::mnl_nlmsg_get_payload_offset(message, sizeof(nfgenmsg)));
		// The header of the packet is the first attribute (nfqnl_build_packet_message).
		if (::mnl_attr_get_type(first) == NFQA_PACKET_HDR)
			ids.push_back(
				static_cast<const nfqnl_msg_packet_hdr*>(::mnl_attr_get_payload(first))->packet_id);
	}
	return ids;
}

void NfQueue::accept(std::size_t packets)
{
	for (const std::uint32_t id : waiting(packets)) {
		std::array<char, 256> buffer{};
		nlmsghdr* request = begin(buffer, NFQNL_MSG_VERDICT, number_);
		const nfqnl_msg_verdict_hdr verdict{.verdict = htonl(NF_ACCEPT), .id = id};
		::mnl_attr_put(request, NFQA_VERDICT_HDR, sizeof(verdict), &verdict);
		send(socket_.get(), request);
	}
}

} // namespace ctgate::e2e
