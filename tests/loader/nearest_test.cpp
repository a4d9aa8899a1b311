// SPDX-License-Identifier: MIT
#include "loader/base/nearest.hpp"

#include <gtest/gtest.h>

namespace ctgate
{
namespace
{

TEST(DidYouMean, NamesTheNearestWord)
{
	EXPECT_EQ(did_you_mean("atach", {"detach", "attach", "arm"}), "; did you mean `attach`?");
}

TEST(DidYouMean, IsSilentWhenNothingIsNear)
{
	EXPECT_EQ(did_you_mean("frobnicate", {"attach", "arm"}), "");
	EXPECT_EQ(did_you_mean("x", {}), "");
}

} // namespace
} // namespace ctgate
