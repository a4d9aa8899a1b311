// SPDX-License-Identifier: MIT
#include "userspace/relief/target.hpp"

#include <gmock/gmock.h>

namespace ctgate::relief
{
namespace
{

TEST(Target, EveryOneIsReadAsItIsWrittenAndHasItsSentences)
{
	const auto names = target_names();
	ASSERT_EQ(names.size(), static_cast<std::size_t>(Target::kCount));
	for (std::size_t i = 0; i < names.size(); ++i) {
		const auto target = static_cast<Target>(i);
		EXPECT_EQ(parse_target(names[i]), target);
		EXPECT_STRNE(facts_of(target).what, "");
		EXPECT_STRNE(facts_of(target).notices, "");
	}
}

TEST(Target, AWordThatIsNoneIsToldWithTheNearest)
{
	const auto target = parse_target("closewait");
	ASSERT_FALSE(target);
	EXPECT_EQ(target.error().code(), EINVAL);
	EXPECT_THAT(target.error().message(), testing::HasSubstr("did you mean `close-wait`"));
}

} // namespace
} // namespace ctgate::relief
