// SPDX-License-Identifier: MIT
#include "tests/packet/pcap_writer.hpp"

#include <cstring>

namespace ctgate::packet
{
namespace
{

constexpr std::uint32_t kMagic = 0xa1b2c3d4, kSnapLength = 262'144;
constexpr std::uint32_t kVersion = 2 | 4 << 16; ///< two numbers of 16 bits

void put_host(Bytes& bytes, std::initializer_list<std::uint32_t> words)
{
	for (const std::uint32_t word : words) {
		bytes.resize(bytes.size() + sizeof(word));
		std::memcpy(bytes.data() + bytes.size() - sizeof(word), &word, sizeof(word));
	}
}

} // namespace

Bytes pcap_file(const std::vector<WrittenFrame>& frames, std::uint32_t link)
{
	Bytes file;
	put_host(file, {kMagic, kVersion, 0, 0, kSnapLength, link});
	std::uint32_t second = 0;
	for (const auto& [bytes, wire_length] : frames) {
		put_host(file, {++second, 0, static_cast<std::uint32_t>(bytes.size()), wire_length});
		file.insert(file.end(), bytes.begin(), bytes.end());
	}
	return file;
}

Bytes pcap_file(const std::vector<Bytes>& frames)
{
	std::vector<WrittenFrame> whole;
	for (const auto& bytes : frames)
		whole.push_back({bytes, static_cast<std::uint32_t>(bytes.size())});
	return pcap_file(whole);
}

} // namespace ctgate::packet
