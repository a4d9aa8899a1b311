// SPDX-License-Identifier: MIT
// Talks ctnetlink (net/netfilter/nf_conntrack_netlink.c) to the network namespace in which it was opened.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/conntrack/batch.hpp"

#include <libmnl/libmnl.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace ctgate::conntrack
{

/// One request, to which attributes can be added with mnl_attr_put() and its like. `message` is one of IPCTNL_MSG_CT_
/// or _EXP_, `flags` those of nlmsghdr beside NLM_F_REQUEST.
class Request
{
public:
	Request(std::uint8_t subsystem, std::uint8_t message, std::uint16_t flags);

	nlmsghdr* header() { return reinterpret_cast<nlmsghdr*>(buffer_.data()); }
	const nlmsghdr* header() const { return reinterpret_cast<const nlmsghdr*>(buffer_.data()); }

private:
	std::vector<char> buffer_;
};

enum class Visit { kNext, kEnough };

class Netlink
{
public:
	/// Opened here, it speaks to this namespace for ever. ENOENT or EPROTONOSUPPORT without nf_conntrack_netlink.
	static Result<Netlink> open();

	/// Sends the request and gives every message of the answer to the function, until it has seen enough or the
	/// answer ends. After kEnough in the middle of a dump the rest is still on its way: ask nothing more here.
	/// Needs CAP_NET_ADMIN (EPERM). `doing` begins the sentence of an error.
	Result<void> ask(Request& request, std::string_view doing, const std::function<Visit(const nlmsghdr*)>& answer);

	/// Sends the requests and clears the batch. Gives back the errno of each request that the kernel refused, in
	/// their order. An error of its own only when it could not be sent, or its answers were lost.
	Result<std::vector<int>> carry_out(Batch& batch, std::string_view doing);

private:
	struct Closer {
		void operator()(mnl_socket* socket) const { ::mnl_socket_close(socket); }
	};
	explicit Netlink(mnl_socket* socket);

	std::unique_ptr<mnl_socket, Closer> socket_;
	std::vector<char> answer_;
	std::uint32_t sequence_ = 0;
};

} // namespace ctgate::conntrack
