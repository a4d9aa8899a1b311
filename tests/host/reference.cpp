// SPDX-License-Identifier: MIT
#include "tests/host/reference.hpp"

#include "tests/host/tcp_valid_flags.hpp"

#include <algorithm>
#include <set>

namespace ctgate
{
namespace
{

enum class Part { kWhole, kFirst, kLater };

class Reference
{
public:
	explicit Reference(const packet::Bytes& frame) : frame_{frame} {}

	std::vector<ctg_reason> read()
	{
		ethernet();
		return said_;
	}

private:
	bool holds(std::size_t bytes) const { return frame_.size() >= at_ + bytes; }
	unsigned byte(std::size_t offset) const { return frame_.at(at_ + offset); }
	unsigned word(std::size_t offset) const { return byte(offset) << 8 | byte(offset + 1); }
	void say(ctg_reason reason) { said_.push_back(reason); }

	/// IEEE 802.1Q: the tag protocol identifier stands where an EtherType would, two bytes of control behind it.
	void ethernet()
	{
		unsigned type = 0x8100;
		at_ = 12;
		for (int tags = 0; type == 0x8100 || type == 0x88a8; ++tags) {
			if (tags == 3)
				return say(CTG_ETH_VLAN_DEPTH);
			if (tags > 0)
				at_ += 2;
			if (!holds(2))
				return say(CTG_IP_TRUNCATED);
			type = word(0);
			at_ += 2;
		}
		if (type == 0x0800)
			ipv4();
		if (type == 0x86dd)
			ipv6();
	}

	void ipv4()
	{
		if (!holds(20))
			return say(CTG_IP_TRUNCATED);
		const unsigned header = byte(0) % 16 * 4, total = word(2), fragment = word(6), protocol = byte(9);
		if (byte(0) / 16 != 4 || header < 20 || total < header)
			return say(CTG_IP_HEADER);
		if (!holds(header))
			return say(CTG_IP_TRUNCATED);
		if (fragment & 0x2000)
			part_ = Part::kFirst;
		if (fragment & 0x1fff)
			part_ = Part::kLater;
		at_ += header;
		transport(protocol, total - header, 1);
	}

	void ipv6()
	{
		if (!holds(40))
			return say(CTG_IP_TRUNCATED);
		if (byte(0) / 16 != 6)
			return say(CTG_IP_HEADER);
		unsigned next = byte(6), left = word(4);
		at_ += 40;
		const std::set<unsigned> extensions{0, 43, 44, 51, 60};
		for (int walked = 0; extensions.contains(next) && part_ != Part::kLater; ++walked) {
			if (walked == 7)
				return say(CTG_IPV6_EXT_CHAIN);
			if (!holds(8))
				return say(CTG_IP_TRUNCATED);
			const unsigned length = next == 44 ? 8 : next == 51 ? 8 + 4 * byte(1) : 8 + 8 * byte(1);
			if (next == 44)
				part_ = std::max(part_, word(2) / 8   ? Part::kLater
							: word(2) % 2 ? Part::kFirst
								      : Part::kWhole);
			if (length > left || !holds(length))
				return say(CTG_IP_TRUNCATED);
			next = byte(0);
			left -= length;
			at_ += length;
		}
		transport(next, left, 58);
	}

	/// ICMP has another protocol number above either version of IP.
	void transport(unsigned protocol, unsigned length, unsigned icmp_protocol)
	{
		if (part_ != Part::kWhole)
			say(CTG_IP_FRAGMENT);
		if (part_ == Part::kLater)
			return;
		if (protocol == 6)
			tcp(length);
		if (protocol == 17)
			udp(length);
		if (protocol == icmp_protocol)
			icmp(length);
	}

	void tcp(unsigned length)
	{
		if (length < 20)
			return say(part_ == Part::kFirst ? CTG_TINY_FRAGMENT : CTG_TCP_TRUNCATED);
		if (!holds(20))
			return say(CTG_IP_TRUNCATED);
		const unsigned header = byte(12) / 16 * 4;
		if (header < 20 || (part_ == Part::kWhole && header > length))
			say(CTG_TCP_DATA_OFFSET);
		const std::string name = expected_flags_reason(static_cast<std::uint8_t>(byte(13)));
		if (!name.empty())
			say(find_reason(name)->id);
	}

	void udp(unsigned length)
	{
		if (length < 8)
			return say(part_ == Part::kFirst ? CTG_TINY_FRAGMENT : CTG_UDP_TRUNCATED);
		if (!holds(8))
			return say(CTG_IP_TRUNCATED);
		if (word(4) < 8 || (part_ == Part::kWhole && word(4) > length))
			say(CTG_UDP_LENGTH);
	}

	void icmp(unsigned length)
	{
		if (length < 8)
			return say(part_ == Part::kFirst ? CTG_TINY_FRAGMENT : CTG_ICMP_TRUNCATED);
		if (!holds(8))
			return say(CTG_IP_TRUNCATED);
	}

	const packet::Bytes& frame_;
	std::size_t at_ = 0;
	Part part_ = Part::kWhole;
	std::vector<ctg_reason> said_;
};

} // namespace

std::vector<ctg_reason> reference_reasons(const packet::Bytes& frame)
{
	return Reference{frame}.read();
}

bool is_of_the_frame(const Reason& reason)
{
	return reason.topic != Topic::kPrefix && reason.topic != Topic::kConntrack && reason.topic != Topic::kLimit;
}

} // namespace ctgate
