// SPDX-License-Identifier: MIT
// Shapes with a few bytes changed and an end cut off, at random but the same in every run.
#include "tests/host/reason_name.hpp"
#include "tests/host/reference.hpp"
#include "tests/host/shapes.hpp"
#include "tests/host/whole.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

namespace ctgate
{
namespace
{

constexpr int kMutationsOfAShape = 4000;

class Mutator
{
public:
	explicit Mutator(unsigned seed) : random_{seed} {}

	packet::Bytes operator()(packet::Bytes frame)
	{
		for (std::size_t left = 1 + below(4); left > 0; --left)
			frame[below(frame.size())] = byte();
		if (below(4) == 0)
			frame.resize(below(frame.size() + 1));
		return frame;
	}

private:
	std::size_t below(std::size_t bound) { return random_() % bound; }

	/// Half of them small: next-header numbers, lengths and versions are.
	std::uint8_t byte() { return static_cast<std::uint8_t>(below(2) ? random_() : below(64)); }

	std::mt19937 random_;
};

TEST(Mutation, IsReadAsTheSecondReaderReadsIt)
{
	std::set<ctg_reason> seen;
	unsigned seed = 0;
	for (const Shape& shape : shapes()) {
		Mutator mutate{++seed};
		const packet::Bytes whole = shape.frame.bytes();
		for (int i = 0; i < kMutationsOfAShape; ++i) {
			const packet::Bytes frame = mutate(whole);
			const auto said = native_reasons(frame);
			ASSERT_EQ(said, reference_reasons(frame))
				<< shape.name << fmt::format(": {:02x}", fmt::join(frame, ""));
			seen.insert(said.begin(), said.end());
		}
	}
	for (const Reason& reason : reasons())
		EXPECT_TRUE(!is_of_the_frame(reason) || seen.contains(reason.id))
			<< reason.name << " was never reached: the mutations are too tame";
}

} // namespace
} // namespace ctgate
