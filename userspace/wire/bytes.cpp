// SPDX-License-Identifier: MIT
#include "userspace/wire/bytes.hpp"

namespace ctgate::wire
{

std::uint16_t checksum(View bytes)
{
	std::uint32_t sum = 0; // 2^16 words fit without a carry lost, and no packet has more
	for (std::size_t at = 0; at + 1 < bytes.size(); at += 2)
		sum += get16(bytes, at);
	if (bytes.size() % 2 == 1)
		sum += std::to_integer<std::uint32_t>(bytes.back()) << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return static_cast<std::uint16_t>(~sum);
}

} // namespace ctgate::wire
