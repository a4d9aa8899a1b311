// SPDX-License-Identifier: MIT
#include "tests/fuzz/mutator.hpp"

#include "tests/packet/network_order.hpp"

#include <algorithm>

namespace ctgate::fuzz
{
namespace
{

using packet::Bytes;

constexpr std::size_t kEthertypeAt = 12, kIpv4Header = 20, kIpv6Header = 40;

/// EtherTypes, protocols and next headers, lengths of headers, fragment flags and offsets: what is compared with.
const std::vector<std::uint16_t> kEdges{
	0x0800, 0x86dd, 0x8100, 0x88a8, 0x0806, 0x45,   0x46,   0x4f,   0x44, 0x60, 0x50, 0x40, 0xf0,
	0,      1,      2,      6,      17,     43,     44,     50,     51,   58,   59,   60,   132,
	7,      8,      9,      12,     16,     19,     20,     21,     24,   40,   60,   0xff, 0x1fff,
	0x2000, 0x2001, 0x3fff, 0x4000, 0x8000, 0xfff8, 0xfff9, 0xffff, 53,   123,
};
const std::vector<std::uint8_t> kExtensions{0, 43, 44, 51, 60};
/// What the filter reads above IP, and one that it does not.
const std::vector<std::uint8_t> kProtocols{1, 6, 17, 58, 50};

std::uint16_t word(const Bytes& frame, std::size_t at)
{
	return static_cast<std::uint16_t>(frame[at] << 8 | frame[at + 1]);
}

void add16(Bytes& frame, std::size_t at, std::size_t more)
{
	packet::set16(frame, at, static_cast<std::uint16_t>(word(frame, at) + more));
}

auto position(const Bytes& frame, std::size_t at)
{
	return frame.begin() + static_cast<std::ptrdiff_t>(std::min(at, frame.size()));
}

} // namespace

Bytes Mutator::operator()(Bytes frame, std::size_t longest)
{
	for (std::size_t changes = 1 + below(4); changes > 0; --changes)
		change(frame);
	frame.resize(std::min(frame.size(), longest));
	return frame;
}

void Mutator::change(Bytes& frame)
{
	const Layout layout = layout_of(frame);
	switch (below(16)) {
	case 0:
		return cut(frame, layout);
	case 1:
		return lengthen(frame);
	case 2:
		return add_tag(frame);
	case 3:
	case 4:
	case 5:
		return add_header(frame, layout);
	case 6:
		return remove_header(frame, layout);
	case 7:
	case 8:
		return fit_lengths(frame, layout);
	case 9:
		return scramble(frame);
	case 10:
		return set_protocol(frame, layout);
	default:
		return set_field(frame, layout);
	}
}

void Mutator::set_field(Bytes& frame, const Layout& layout)
{
	if (layout.fields.empty())
		return scramble(frame);
	const Field field = one_of(layout.fields);
	if (field.width == 1)
		frame[field.at] = static_cast<std::uint8_t>(edge(frame, layout, frame[field.at]));
	else
		packet::set16(frame, field.at, edge(frame, layout, word(frame, field.at)));
}

std::uint16_t Mutator::edge(const Bytes& frame, const Layout& layout, std::uint16_t before)
{
	const std::size_t nearby = below(3);
	switch (below(5)) {
	case 0:
		return static_cast<std::uint16_t>(random_());
	case 1:
		return static_cast<std::uint16_t>(before + nearby - 1);
	case 2:
		return static_cast<std::uint16_t>(before ^ 1u << below(16));
	case 3: // just what the frame holds from here on, or one more or less
		return layout.seams.empty()
			       ? before
			       : static_cast<std::uint16_t>(frame.size() - one_of(layout.seams) + nearby - 1);
	default:
		return one_of(kEdges);
	}
}

/// Of what stands behind the last header that could be followed.
void Mutator::set_protocol(Bytes& frame, const Layout& layout)
{
	if (layout.links.empty())
		return scramble(frame);
	frame[layout.links.back().protocol_at] = one_of(kProtocols);
}

void Mutator::cut(Bytes& frame, const Layout& layout)
{
	if (layout.seams.empty() || below(2) == 0)
		return frame.resize(below(frame.size() + 1));
	const std::size_t behind = one_of(layout.seams) + below(24);
	frame.resize(std::min(behind, frame.size()));
}

void Mutator::lengthen(Bytes& frame)
{
	frame.resize(frame.size() + one_of<std::size_t>({1, 4, 8, 20, 64, 1024, 2048}));
}

void Mutator::add_tag(Bytes& frame)
{
	if (frame.size() < kEthertypeAt)
		return;
	const std::uint8_t customer[] = {0x81, 0x00, 0, 7}, service[] = {0x88, 0xa8, 0, 7};
	const auto& tag = below(2) ? customer : service;
	frame.insert(position(frame, kEthertypeAt), std::begin(tag), std::end(tag));
}

void Mutator::add_header(Bytes& frame, const Layout& layout)
{
	if (layout.ipv4)
		return add_ipv4_options(frame, *layout.ipv4);
	if (layout.ipv6)
		return add_extension(frame, layout);
	add_tag(frame);
}

/// With the header's length and the total length, so that all that follows is still read.
void Mutator::add_ipv4_options(Bytes& frame, std::size_t ip)
{
	const std::size_t room = 15 - std::min(frame[ip] % 16, 15), words = below(room + 1);
	frame[ip] = static_cast<std::uint8_t>(frame[ip] + words);
	add16(frame, ip + 2, words * 4);
	frame.insert(position(frame, ip + kIpv4Header), words * 4, 1);
}

/// Of any kind, anywhere in the chain, with the payload length: all that follows is still read.
void Mutator::add_extension(Bytes& frame, const Layout& layout)
{
	const Link link = one_of(layout.links);
	const std::uint8_t kind = one_of(kExtensions), units = static_cast<std::uint8_t>(below(8) ? below(3) : 255);
	const std::size_t length = kind == 44 ? 8u : kind == 51 ? 8u + 4u * units : 8u + 8u * units;
	if (link.header_at > frame.size())
		return;

	Bytes header(length);
	header[0] = frame[link.protocol_at];
	header[1] = kind == 44 ? 0 : units;
	header[3] = kind == 44 ? static_cast<std::uint8_t>(below(2)) : 0; // now and then a first fragment
	frame[link.protocol_at] = kind;
	add16(frame, *layout.ipv6 + 4, length);
	frame.insert(position(frame, link.header_at), header.begin(), header.end());
}

void Mutator::remove_header(Bytes& frame, const Layout& layout)
{
	if (layout.seams.size() < 2)
		return;
	const std::size_t which = below(layout.seams.size() - 1);
	frame.erase(position(frame, layout.seams[which]), position(frame, layout.seams[which + 1]));
}

/// To what the frame really holds, or one more or less.
void Mutator::fit_lengths(Bytes& frame, const Layout& layout)
{
	const std::size_t held = frame.size() + (below(3) ? 0 : below(3) - 1);
	if (layout.ipv4)
		packet::set16(frame, *layout.ipv4 + 2, static_cast<std::uint16_t>(held - *layout.ipv4));
	if (layout.ipv6)
		packet::set16(frame, *layout.ipv6 + 4, static_cast<std::uint16_t>(held - *layout.ipv6 - kIpv6Header));
	if (layout.tcp && below(2))
		frame[*layout.tcp + 12] = static_cast<std::uint8_t>((held - *layout.tcp) / 4 << 4);
	if (layout.udp && below(2))
		packet::set16(frame, *layout.udp + 4, static_cast<std::uint16_t>(held - *layout.udp));
}

void Mutator::scramble(Bytes& frame)
{
	if (!frame.empty())
		frame[below(frame.size())] = static_cast<std::uint8_t>(random_());
}

} // namespace ctgate::fuzz
