// SPDX-License-Identifier: MIT
#include "userspace/conntrack/batch.hpp"

#include <linux/netfilter/nfnetlink.h>

namespace ctgate::conntrack
{

nlmsghdr* Batch::begin(std::uint8_t message, std::uint16_t flags, std::uint8_t family)
{
	if (last_)
		used_ += NLMSG_ALIGN(last_->nlmsg_len);
	last_ = ::mnl_nlmsg_put_header(buffer_.data() + used_);
	last_->nlmsg_type = static_cast<std::uint16_t>(NFNL_SUBSYS_CTNETLINK << 8 | message);
	last_->nlmsg_flags = NLM_F_REQUEST | flags;
	auto* header = static_cast<nfgenmsg*>(::mnl_nlmsg_put_extra_header(last_, sizeof(nfgenmsg)));
	header->nfgen_family = family;
	header->version = NFNETLINK_V0;
	++requests_;
	return last_;
}

std::span<const char> Batch::sealed(std::uint32_t sequence)
{
	if (!last_)
		return {};
	last_->nlmsg_flags |= NLM_F_ACK;
	const std::size_t size = used_ + NLMSG_ALIGN(last_->nlmsg_len);
	for (std::size_t at = 0; at < size; ++sequence) {
		auto* request = reinterpret_cast<nlmsghdr*>(buffer_.data() + at);
		request->nlmsg_seq = sequence;
		at += NLMSG_ALIGN(request->nlmsg_len);
	}
	return {buffer_.data(), size};
}

void Batch::clear()
{
	used_ = 0;
	last_ = nullptr;
	requests_ = 0;
}

} // namespace ctgate::conntrack
