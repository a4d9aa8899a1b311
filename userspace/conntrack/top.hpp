// SPDX-License-Identifier: MIT
// The most frequent keys of a stream of any length, in the same few kilobytes (Misra and Gries 1982, with the median
// taken off all at once as in Anderson et al., "A high-performance algorithm for identifying frequent items", 2017).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace ctgate::conntrack
{

/// A key and how often it was there: at least so often, and at most Top::undercount() more.
template <class Key>
struct Counted {
	Key key;
	std::uint64_t times;
};

template <class Key>
class Top
{
public:
	/// `hash` is that of the key, the same for equal keys.
	void add(const Key& key, std::uint64_t hash, std::uint64_t times = 1)
	{
		Cell& cell = cell_of(key, hash);
		if (cell.times == 0) {
			cell = {key, hash, 0};
			++used_;
		}
		cell.times += times;
		if (used_ == kKept)
			take_off_median();
	}

	void add(const Top& other)
	{
		for (const Cell& cell : other.cells_)
			if (cell.times > 0)
				add(cell.key, cell.hash, cell.times);
		undercount_ += other.undercount_;
	}

	std::vector<Counted<Key>> heaviest(std::size_t number) const
	{
		std::vector<Counted<Key>> all;
		for (const Cell& cell : cells_)
			if (cell.times > 0)
				all.push_back({cell.key, cell.times});
		std::ranges::sort(all, [](const auto& left, const auto& right) { return left.times > right.times; });
		all.resize(std::min(all.size(), number), {});
		return all;
	}

	/// At most two of kKept parts of all that was added.
	std::uint64_t undercount() const { return undercount_; }

private:
	static constexpr std::size_t kKept = 256;
	static constexpr std::size_t kCells = 2 * kKept; // a power of two, and never more than half full

	struct Cell {
		Key key;
		std::uint64_t hash;
		std::uint64_t times; ///< 0: empty
	};

	Cell& cell_of(const Key& key, std::uint64_t hash)
	{
		std::size_t at = hash % kCells;
		while (cells_[at].times > 0 && !(cells_[at].hash == hash && cells_[at].key == key))
			at = (at + 1) % kCells;
		return cells_[at];
	}

	/// In the worst case every 128th key comes here, so it moves no more than it must: half of them go, and most
	/// often nearly all.
	void take_off_median()
	{
		const std::uint64_t taken = median();
		undercount_ += taken;
		std::vector<Cell> left;
		for (Cell& cell : cells_) {
			if (cell.times > taken)
				left.push_back({cell.key, cell.hash, cell.times - taken});
			cell.times = 0;
		}
		for (const Cell& cell : left)
			cell_of(cell.key, cell.hash) = cell;
		used_ = left.size();
	}

	/// Of a full kKept.
	std::uint64_t median() const
	{
		std::array<std::uint64_t, kKept> times;
		std::size_t number = 0;
		for (const Cell& cell : cells_)
			if (cell.times > 0)
				times[number++] = cell.times;
		const auto middle = times.begin() + kKept / 2;
		std::ranges::nth_element(times, middle);
		return *middle;
	}

	std::array<Cell, kCells> cells_{};
	std::size_t used_ = 0;
	std::uint64_t undercount_ = 0;
};

} // namespace ctgate::conntrack
