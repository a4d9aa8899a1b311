// SPDX-License-Identifier: MIT
#include "userspace/conntrack/netlink.hpp"

#include <linux/netfilter/nfnetlink.h>
#include <sys/socket.h>

namespace ctgate::conntrack
{
namespace
{

constexpr std::size_t kRequestSize = 1024;
constexpr std::size_t kAnswerSize = 1 << 16; // the kernel fills up to 32 KiB at once
constexpr int kCallbackFailed = -1;

/// What libmnl's callback needs to know; `enough` tells an answer that was cut short from one that ended.
struct Reading {
	const std::function<Visit(const nlmsghdr*)>& answer;
	bool enough = false;
};

int read_message(const nlmsghdr* message, void* data)
{
	auto& reading = *static_cast<Reading*>(data);
	reading.enough = reading.answer(message) == Visit::kEnough;
	return reading.enough ? MNL_CB_STOP : MNL_CB_OK;
}

/// What the kernel says to one request of a batch; 0 is done.
int error_in(const nlmsghdr* answer)
{
	return -static_cast<const nlmsgerr*>(::mnl_nlmsg_get_payload(answer))->error;
}

} // namespace

Request::Request(std::uint8_t subsystem, std::uint8_t message, std::uint16_t flags) : buffer_(kRequestSize)
{
	nlmsghdr* put = ::mnl_nlmsg_put_header(buffer_.data());
	put->nlmsg_type = static_cast<std::uint16_t>(subsystem << 8 | message);
	put->nlmsg_flags = NLM_F_REQUEST | flags;
	auto* family = static_cast<nfgenmsg*>(::mnl_nlmsg_put_extra_header(put, sizeof(nfgenmsg)));
	family->nfgen_family = AF_UNSPEC;
	family->version = NFNETLINK_V0;
}

Netlink::Netlink(mnl_socket* socket) : socket_{socket}, answer_(kAnswerSize) {}

Result<Netlink> Netlink::open()
{
	Netlink netlink{::mnl_socket_open(NETLINK_NETFILTER)};
	if (!netlink.socket_ || ::mnl_socket_bind(netlink.socket_.get(), 0, MNL_SOCKET_AUTOPID) < 0)
		return fail_errno(errno, "speak to conntrack by netlink");
	return netlink;
}

Result<void> Netlink::ask(Request& request, std::string_view doing, const std::function<Visit(const nlmsghdr*)>& answer)
{
	nlmsghdr* sent = request.header();
	sent->nlmsg_seq = ++sequence_;
	if (::mnl_socket_sendto(socket_.get(), sent, sent->nlmsg_len) < 0)
		return fail_errno(errno, doing);

	Reading reading{answer};
	for (;;) {
		const auto size = ::mnl_socket_recvfrom(socket_.get(), answer_.data(), answer_.size());
		if (size < 0)
			return fail_errno(errno, doing);
		const int more = ::mnl_cb_run(answer_.data(), static_cast<std::size_t>(size), sequence_,
					      ::mnl_socket_get_portid(socket_.get()), read_message, &reading);
		if (more == kCallbackFailed)
			return fail_errno(errno, doing);
		if (more == MNL_CB_STOP)
			return {};
	}
}

Result<std::vector<int>> Netlink::carry_out(Batch& batch, std::string_view doing)
{
	std::vector<int> refused;
	if (batch.empty())
		return refused;
	const auto messages = batch.sealed(sequence_ + 1);
	sequence_ += static_cast<std::uint32_t>(batch.requests());
	batch.clear();
	if (::mnl_socket_sendto(socket_.get(), messages.data(), messages.size()) < 0)
		return fail_errno(errno, doing);
	for (;;) {
		const auto size = ::mnl_socket_recvfrom(socket_.get(), answer_.data(), answer_.size());
		if (size < 0)
			return fail_errno(errno, doing);
		int left = static_cast<int>(size);
		for (const auto* answer = reinterpret_cast<const nlmsghdr*>(answer_.data());
		     ::mnl_nlmsg_ok(answer, left); answer = ::mnl_nlmsg_next(answer, &left)) {
			if (answer->nlmsg_type != NLMSG_ERROR)
				continue;
			if (const int error = error_in(answer))
				refused.push_back(error);
			if (answer->nlmsg_seq == sequence_)
				return refused;
		}
	}
}

} // namespace ctgate::conntrack
