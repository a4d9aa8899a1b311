// SPDX-License-Identifier: MIT
// Changes frames as somebody would who knows the formats: a field to a value on an edge, a header more or
// less, lengths made to fit or to miss by one. Blind changes rarely get behind the first length field.
#pragma once

#include "tests/fuzz/layout.hpp"
#include "tests/packet/frame.hpp"

#include <cstdint>
#include <random>

namespace ctgate::fuzz
{

class Mutator
{
public:
	/// The same seed makes the same changes.
	explicit Mutator(std::uint32_t seed) : random_{seed} {}

	/// The frame after one to four changes, cut to `longest` bytes.
	packet::Bytes operator()(packet::Bytes frame, std::size_t longest);

private:
	std::size_t below(std::size_t bound) { return random_() % bound; }
	template <class T>
	T one_of(const std::vector<T>& values)
	{
		return values[below(values.size())];
	}

	void change(packet::Bytes& frame);
	void set_field(packet::Bytes& frame, const Layout& layout);
	std::uint16_t edge(const packet::Bytes& frame, const Layout& layout, std::uint16_t before);
	void set_protocol(packet::Bytes& frame, const Layout& layout);
	void cut(packet::Bytes& frame, const Layout& layout);
	void lengthen(packet::Bytes& frame);
	void add_tag(packet::Bytes& frame);
	void add_header(packet::Bytes& frame, const Layout& layout);
	void add_extension(packet::Bytes& frame, const Layout& layout);
	void add_ipv4_options(packet::Bytes& frame, std::size_t ip);
	void remove_header(packet::Bytes& frame, const Layout& layout);
	void fit_lengths(packet::Bytes& frame, const Layout& layout);
	void scramble(packet::Bytes& frame);

	std::minstd_rand random_;
};

} // namespace ctgate::fuzz
