// SPDX-License-Identifier: MIT
// Another tool takes the filter off or removes pins: what can be put back is, the rest is told.
#include "tests/e2e/no_gap/fixture.hpp"

#include <thread>

namespace ctgate::e2e
{
namespace
{

using testing::HasSubstr;

class Tampered : public NoGap
{
protected:
	std::filesystem::path pins() const { return pin_directory(*bed_, "gate0"); }
	std::filesystem::path set_pins() const
	{
		std::filesystem::path directory;
		bed_->host().inside([&] { directory = PinDirectory::open_sets().value().path(""); });
		return directory.parent_path();
	}
	/// gate0 filters nothing now: it is told, and `attach` mends it under the same counters.
	void expect_attach_mends(const std::string& what, const Words& told)
	{
		const Finished status = bed_->ctgate({"status", "gate0"});
		for (const std::string& words : told)
			EXPECT_THAT(status.out + status.err, HasSubstr(words));
		bed_->ctgate_done({"attach", "gate0"});
		under_flood({.what = what,
			     .step = [](std::size_t) { std::this_thread::sleep_for(std::chrono::milliseconds{300}); },
			     .state = [] { return "told by status; attach mends it"; }});
		expect_all_well();
	}
};

TEST_F(Tampered, LinkDetached)
{
	bed_->host().must("bpftool link detach pinned " + (pins() / "link").native());
	const Finished change = bed_->ctgate({"disarm", "gate0"});
	EXPECT_EQ(change.exit_code, 1);
	expect_one_sentence(change, {"another tool took the filter off", "ctgate attach gate0"});
	expect_attach_mends("link detached by bpftool, then attach", {"gate0: OFF", "ctgate attach gate0"});
}

TEST_F(Tampered, LinkUnpinned)
{
	std::filesystem::remove(pins() / "link");
	expect_attach_mends("pin of the link removed, then attach", {"gate0 has no filter", "ctgate attach gate0"});
}

TEST_F(Tampered, AllPinsRemoved)
{
	std::filesystem::remove_all(pins());
	expect_attach_mends("all pins removed, then attach", {"no filter on gate0", "ctgate attach gate0"});
}

TEST_F(Tampered, PinsOfMapsRemoved)
{
	const std::string before = visible();
	under_flood(
		{.what = "pins of counters, buckets and sets removed, then upgrade",
		 .step =
			 [&](std::size_t) {
				 for (const char* pin : {"counters", "avoided", "total_buckets", "sketch", "learning"})
					 std::filesystem::remove(pins() / pin);
				 std::filesystem::remove_all(set_pins());
				 const Finished status = bed_->ctgate({"status"});
				 EXPECT_EQ(status.exit_code, 1);
				 expect_one_sentence(status, {"counters: another tool removed it", "ctgate upgrade"});
				 bed_->ctgate_done({"upgrade"});
			 },
		 .state =
			 [&] {
				 EXPECT_EQ(visible(), before);
				 return "pinned again from the program, counters and sets kept";
			 }});
	expect_all_well();
}

} // namespace
} // namespace ctgate::e2e
