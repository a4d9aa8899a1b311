// SPDX-License-Identifier: MIT
// Configuration changes of every kind under the flood.
#include "tests/e2e/no_gap/fixture.hpp"

namespace ctgate::e2e
{
namespace
{

Words change(std::size_t number)
{
	const bool odd = number / 4 % 2;
	switch (number % 4) {
	case 0:
		return {"limit", "set", "dns", "--rate", fmt::format("{}/s", 1'000 + number)};
	case 1:
		return {"reason", "set", "ip_fragment", odd ? "monitor" : "off"};
	case 2:
		return {"deny", odd ? "del" : "add", "192.0.2.0/24"};
	default:
		return {"limit", "set", "syn", "--source-burst", fmt::format("{}", 50 + number)};
	}
}

TEST_F(NoGap, HoldsWhileSettingsChange)
{
	under_flood({.what = "limit set, reason set, deny add, deny del",
		     .times = this_often(32, 800),
		     .step = [&](std::size_t number) { bed_->ctgate_done(change(number)); },
		     .state = [] { return "as the last one says"; }});
	expect_all_well();
}

TEST_F(NoGap, HoldsWhileFilesAreApplied)
{
	under_flood({.what = "apply, two files in turn",
		     .times = this_often(8, 200),
		     .step =
			     [&](std::size_t number) {
				     write_files(number % 2 ? Files::kOld : Files::kNew);
				     done({"apply"});
			     },
		     .state =
			     [&] {
				     EXPECT_EQ(done({"config", "diff"}), "what is in force is what the files say\n");
				     return "as the files say";
			     }});
	expect_all_well();
}

TEST_F(NoGap, HoldsWhileItIsUpgraded)
{
	const std::string before = visible();
	const auto program = bed_->filter().program_id();
	under_flood({.what = "upgrade",
		     .times = this_often(8, 100),
		     .step = [&](std::size_t) { bed_->ctgate_done({"upgrade"}); },
		     .state =
			     [&] {
				     EXPECT_EQ(visible(), before);
				     EXPECT_NE(bed_->filter().program_id(), program);
				     return "the same configuration in a new program";
			     }});
	expect_all_well();
}

} // namespace
} // namespace ctgate::e2e
