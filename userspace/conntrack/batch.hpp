// SPDX-License-Identifier: MIT
// Many ctnetlink requests in one sendmsg: what makes half a million of them a second.
#pragma once

#include <libmnl/libmnl.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ctgate::conntrack
{

/// Requests that the kernel carries out in their order, each for itself: one that fails does not stop the next. No more
/// than fit, so that the errors of all of them fit into a socket's buffer (net.core.rmem_default).
class Batch
{
public:
	static constexpr std::size_t kRequestsMax = 64;
	/// Room for one request with two tuples and all that belongs to them.
	static constexpr std::size_t kRequestSize = 1024;

	Batch() : buffer_(kRequestsMax * kRequestSize) {}

	bool empty() const { return requests_ == 0; }
	bool full() const { return requests_ == kRequestsMax; }
	std::size_t requests() const { return requests_; }

	/// A new request, to which attributes can be added until the next one is begun. `message` is one of
	/// IPCTNL_MSG_CT_, `flags` those of nlmsghdr beside NLM_F_REQUEST, `family` that of the tuples. Not when full.
	nlmsghdr* begin(std::uint8_t message, std::uint16_t flags, std::uint8_t family);

	/// Numbers the requests from `sequence` on and lets the last one ask for an answer. Gives back what to send.
	std::span<const char> sealed(std::uint32_t sequence);
	void clear();

private:
	std::vector<char> buffer_;
	std::size_t used_ = 0; ///< bytes of the requests before the last one
	nlmsghdr* last_ = nullptr;
	std::size_t requests_ = 0;
};

} // namespace ctgate::conntrack
