// SPDX-License-Identifier: MIT
#include "tests/fuzz/layout.hpp"

namespace ctgate::fuzz
{
namespace
{

constexpr std::size_t kEthertypeAt = 12, kTag = 4, kIpv4Header = 20, kIpv6Header = 40;

class Walk
{
public:
	explicit Walk(const packet::Bytes& frame) : frame_{frame} {}

	Layout follow()
	{
		unsigned type = ethertype_at(kEthertypeAt);
		at_ = kEthertypeAt + 2;
		for (; type == 0x8100 || type == 0x88a8; at_ += kTag) {
			seam();
			type = ethertype_at(at_ + 2);
		}
		seam();
		if (type == 0x0800)
			ipv4();
		if (type == 0x86dd)
			ipv6();
		return std::move(layout_);
	}

private:
	unsigned byte(std::size_t at) const { return at < frame_.size() ? frame_[at] : 0; }

	void field(std::size_t at, std::size_t width)
	{
		if (at + width <= frame_.size())
			layout_.fields.push_back({at, width});
	}

	void seam()
	{
		if (at_ <= frame_.size())
			layout_.seams.push_back(at_);
	}

	unsigned ethertype_at(std::size_t at)
	{
		field(at, 2);
		return byte(at) << 8 | byte(at + 1);
	}

	void ipv4()
	{
		const std::size_t ip = at_, header = byte(ip) % 16 * 4;
		if (ip + kIpv4Header > frame_.size())
			return;
		layout_.ipv4 = ip;
		field(ip, 1);     // version, header length
		field(ip + 2, 2); // total length
		field(ip + 6, 2); // fragment
		at_ += header;
		transport(ip + 9);
	}

	void ipv6()
	{
		const std::size_t ip = at_;
		if (ip + kIpv6Header > frame_.size())
			return;
		layout_.ipv6 = ip;
		field(ip, 1);     // version
		field(ip + 4, 2); // payload length
		at_ += kIpv6Header;
		std::size_t next_at = ip + 6;
		while (at_ + 8 <= frame_.size() && is_extension(byte(next_at)))
			next_at = extension(next_at);
		transport(next_at);
	}

	static bool is_extension(unsigned next)
	{
		return next == 0 || next == 43 || next == 44 || next == 51 || next == 60;
	}

	/// Gives where the number of the header behind it stands.
	std::size_t extension(std::size_t next_at)
	{
		const std::size_t header = at_;
		const unsigned kind = byte(next_at), length = byte(header + 1);
		link(next_at);
		field(header + 1, 1); // length
		if (kind == 44)
			field(header + 2, 2); // fragment
		at_ += kind == 44 ? 8 : kind == 51 ? (length + 2) * 4 : (length + 1) * 8;
		return header;
	}

	void transport(std::size_t protocol_at)
	{
		const unsigned protocol = byte(protocol_at);
		link(protocol_at);
		if (protocol == 6 && at_ + 20 <= frame_.size())
			layout_.tcp = at_;
		if (protocol == 17 && at_ + 8 <= frame_.size())
			layout_.udp = at_;
		for (const std::size_t offset : {0u, 2u, 4u}) // ports, length; type and code of ICMP
			field(at_ + offset, 2);
		if (protocol == 6)
			field(at_ + 12, 1), field(at_ + 13, 1); // data offset, flags
		else
			field(at_, 1), field(at_ + 1, 1);
	}

	void link(std::size_t protocol_at)
	{
		seam();
		field(protocol_at, 1);
		layout_.links.push_back({protocol_at, at_});
	}

	const packet::Bytes& frame_;
	std::size_t at_ = 0;
	Layout layout_;
};

} // namespace

Layout layout_of(const packet::Bytes& frame)
{
	return Walk{frame}.follow();
}

} // namespace ctgate::fuzz
