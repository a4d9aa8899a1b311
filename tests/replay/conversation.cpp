// SPDX-License-Identifier: MIT
#include "tests/replay/conversation.hpp"

#include <algorithm>
#include <stdexcept>

namespace ctgate::replay
{
namespace
{

using packet::Bytes;

constexpr std::size_t kAddressLength = 6, kHeaderLength = 14, kTagLength = 4;
constexpr std::uint16_t k8021q = 0x8100, k8021ad = 0x88a8, kIpv4 = 0x0800, kIpv6 = 0x86dd;
constexpr std::uint8_t kGroupBit = 0x01;       // IEEE 802.3, 3.2.3: the first on the wire
constexpr std::uint8_t kPriorityAndDei = 0xf0; // of a tag's first byte; the VLAN's id is the rest

Bytes source_of(const Bytes& frame)
{
	const auto begin = frame.begin() + kAddressLength;
	return {begin, begin + kAddressLength};
}

std::uint16_t number_at(const Bytes& frame, std::size_t at)
{
	return static_cast<std::uint16_t>(frame.at(at) << 8 | frame.at(at + 1));
}

/// Leads every tag to VLAN 0 and gives back the type behind the last.
std::uint16_t clear_tags(Bytes& frame)
{
	std::size_t at = kHeaderLength - 2;
	for (; number_at(frame, at) == k8021q || number_at(frame, at) == k8021ad; at += kTagLength) {
		frame.at(at + 2) &= kPriorityAndDei;
		frame.at(at + 3) = 0;
	}
	return number_at(frame, at);
}

void lead_to_the_gate(Bytes& frame)
{
	static const Bytes gate{0x02, 0, 0, 0, 0, 0x01};
	if (!(frame.front() & kGroupBit))
		std::ranges::copy(gate, frame.begin());
}

} // namespace

std::vector<Line> conversation(const std::vector<packet::CapturedFrame>& frames)
{
	std::vector<Line> lines;
	for (const auto& captured : frames) {
		if (captured.bytes.size() < kHeaderLength || captured.bytes.size() != captured.wire_length)
			throw std::runtime_error("a frame is not there as a whole");
		const bool left = source_of(captured.bytes) == source_of(frames.front().bytes);
		Bytes frame = captured.bytes;
		lead_to_the_gate(frame);
		const auto type = clear_tags(frame);
		lines.push_back({left ? Side::kLeft : Side::kRight, std::move(frame), type == kIpv4 || type == kIpv6});
	}
	return lines;
}

} // namespace ctgate::replay
