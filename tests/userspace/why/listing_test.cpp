// SPDX-License-Identifier: MIT
#include "userspace/why/listing.hpp"

#include "tests/userspace/why/steps.hpp"

#include <gmock/gmock.h>

namespace ctgate::why
{
namespace
{

const wire::Bytes kFrame(54);

/// Three frames of which one is dropped, one monitored and one cut off.
class WhyListing : public testing::Test
{
protected:
	const ctg_image image_ = image_of(Config::defaults());
	Trace passed_{.verdict = XDP_PASS, .steps = tcp_steps(0x10)};
	Trace dropped_{.verdict = XDP_DROP, .steps = tcp_steps(0)};
	Trace monitored_{.verdict = XDP_PASS, .steps = tcp_steps(0x10)};

	void SetUp() override
	{
		dropped_.steps.push_back(reason_step(CTG_TCP_FLAGS_NULL, CTG_DROP));
		monitored_.steps.push_back(reason_step(CTG_TCP_OUT_OF_STATE, CTG_MONITOR));
	}

	Asked asked(const Trace& trace, std::size_t wire_length = 54) const
	{
		return {.interface = "eth0",
			.frame = kFrame,
			.wire_length = wire_length,
			.trace = trace,
			.image = image_};
	}
};

TEST_F(WhyListing, HasALineForEachFrame)
{
	EXPECT_EQ(list_heading(), "  FRAME  VERDICT     REASON                  PACKET\n");
	EXPECT_EQ(list_line(1, asked(dropped_)),
		  "      1  dropped     tcp_flags_null          TCP 0.0.0.0:4711 > 0.0.0.0:443 [none]\n");
	EXPECT_EQ(list_line(20, asked(monitored_)),
		  "     20  passed      (tcp_out_of_state)      TCP 0.0.0.0:4711 > 0.0.0.0:443 [.]\n");
	EXPECT_EQ(list_line(300, asked(passed_, 1514)),
		  "    300  passed      -                       TCP 0.0.0.0:4711 > 0.0.0.0:443 [.], cut off\n");
	EXPECT_EQ(unasked_line(4, "too short"), "      4  not asked   -                       too short\n");
}

TEST_F(WhyListing, CountsFramesByWhatBecameOfThem)
{
	Tally tally;
	tally.count(asked(passed_));
	tally.count(asked(passed_));
	tally.count(asked(dropped_));
	tally.count_unasked();
	EXPECT_EQ(tally_text(tally), " FRAMES  VERDICT     REASON\n"
				     "      1  not asked   -\n"
				     "      2  passed      -\n"
				     "      1  dropped     tcp_flags_null\n");
	tally.count(asked(monitored_));
	EXPECT_THAT(tally_text(tally), testing::HasSubstr("in brackets"));
}

} // namespace
} // namespace ctgate::why
