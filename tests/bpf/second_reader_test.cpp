// SPDX-License-Identifier: MIT
// The compiled program against the second reader of tests/host: every shape, cut at every length.
#include "tests/bpf/filter_run.hpp"
#include "tests/host/reference.hpp"
#include "tests/host/shapes.hpp"

namespace ctgate
{
namespace
{

class SecondReader : public FilterTest
{
};

/// Every reason about the frame monitors: a packet passes, and all that is said against it is counted.
Config all_say_what_they_see()
{
	Config config = all(CTG_MONITOR);
	for (const Reason& reason : reasons())
		if (!is_of_the_frame(reason))
			config.set_action(reason.id, CTG_OFF);
	return config;
}

Outcome expected_of(const packet::Bytes& frame)
{
	Outcome outcome = passed(frame);
	for (const ctg_reason reason : reference_reasons(frame))
		outcome.moved["monitored " + std::string{find_reason(reason)->name}] = {1, frame.size()};
	return outcome;
}

TEST_F(SecondReader, AgreesOnEveryShapeAtEveryLength)
{
	FilterRun filter{all_say_what_they_see()};
	for (const Shape& shape : shapes()) {
		const std::size_t whole = shape.frame.bytes().size();
		for (std::size_t length = 14; length <= whole; ++length) {
			const auto frame = shape.frame.truncated(length);
			EXPECT_EQ(filter(frame), expected_of(frame)) << shape.name << " cut at " << length;
		}
	}
}

} // namespace
} // namespace ctgate
