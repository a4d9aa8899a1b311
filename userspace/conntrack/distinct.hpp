// SPDX-License-Identifier: MIT
// How many different keys a stream held, in one kilobyte, to about 3 % (HyperLogLog, Flajolet et al. 2007).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace ctgate::conntrack
{

class Distinct
{
public:
	void add(std::uint64_t hash)
	{
		std::uint8_t& rank = ranks_[hash % kCells];
		const auto seen = static_cast<std::uint8_t>(1 + std::countl_zero(hash | (kCells - 1)));
		rank = std::max(rank, seen);
	}

	/// What either stream held.
	void add(const Distinct& other)
	{
		for (std::size_t cell = 0; cell < kCells; ++cell)
			ranks_[cell] = std::max(ranks_[cell], other.ranks_[cell]);
	}

	std::uint64_t estimate() const
	{
		double sum = 0;
		double empty = 0;
		for (const std::uint8_t rank : ranks_) {
			sum += std::exp2(-rank);
			empty += rank == 0;
		}
		const double cells = kCells;
		const double many = 0.7213 / (1 + 1.079 / cells) * cells * cells / sum;
		// Few keys leave cells empty, and their number says more.
		const bool few = many <= 2.5 * cells && empty > 0;
		return static_cast<std::uint64_t>(std::llround(few ? cells * std::log(cells / empty) : many));
	}

private:
	static constexpr std::uint64_t kCells = 1024;
	std::array<std::uint8_t, kCells> ranks_{};
};

} // namespace ctgate::conntrack
