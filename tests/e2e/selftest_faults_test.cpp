// SPDX-License-Identifier: MIT
// `ctgate selftest` finds what is wrong: programs that do not do what their configuration says.
#include "loader/pins/map_pins.hpp"
#include "loader/program/program.hpp"
#include "loader/rehearsal.hpp"
#include "loader/tracer.hpp"
#include "tests/e2e/testbed.hpp"
#include "userspace/selftest/selftest.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SelftestFaults : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}
};

/// Puts a program in force whose machine does not do what its policy says, as a faulty ctgate would have made it.
void break_filter(const Testbed& bed, const std::function<void(ctg_machine&)>& spoil)
{
	bed.host().inside([&] {
		auto filter = bed.filter();
		ctg_image image = filter.image().value();
		spoil(image.machine);
		const MapPins pins{.state = PinDirectory::open("gate0").value(),
				   .sets = PinDirectory::open_sets().value(),
				   .sketch_lines = CTG_SKETCH_LINES};
		const auto broken = Program::load(image, pins, Sharing::kExclusive);
		if (!broken || !filter.put_in_force(*broken))
			throw std::runtime_error("cannot break the filter");
	});
}

TEST_F(SelftestFaults, AFilterThatForgetsTheFlagsFails)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	break_filter(bed, [](ctg_machine& machine) { machine.tcp_flags = 0; });
	const auto said = bed.ctgate({"selftest", "gate0"});
	EXPECT_EQ(said.exit_code, 1);
	EXPECT_THAT(said.out,
		    AllOf(HasSubstr("WRONG"), HasSubstr("slipped past tcp_flags_null"), Not(HasSubstr(", 0 wrong\n"))));
	EXPECT_THAT(said.err, HasSubstr("otherwise than its configuration says"));
}

TEST_F(SelftestFaults, AFilterThatForgetsALimitFails)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	break_filter(bed, [](ctg_machine& machine) { machine.port_limits[CTG_LIMIT_UDP] = 0; });
	const auto said = bed.ctgate({"selftest", "gate0"});
	EXPECT_EQ(said.exit_code, 1);
	EXPECT_THAT(said.out, HasSubstr("slipped past limit dns"));
}

/// The real program, told that another configuration is in force.
selftest::Findings findings(const Testbed& bed, const std::function<void(Config&)>& lie)
{
	selftest::Findings found;
	bed.host().inside([&] {
		auto filter = bed.filter();
		const auto tracer = Tracer::of(filter).value();
		Config config = Config::from(tracer.image().policy);
		lie(config);
		const auto rehearsal = Rehearsal::of(filter).value();
		const selftest::Filtering asked{
			.trace = [&](std::span<const std::byte> frame) { return tracer.run(frame); },
			.verdict = [&](std::span<const std::byte> frame) { return rehearsal.verdict(frame); },
		};
		found = selftest::run(config, asked, {}).value();
	});
	return found;
}

TEST_F(SelftestFaults, AProgramOfAnotherConfigurationIsWrong)
{
	const Testbed bed;
	bed.ctgate_done({"attach", "gate0"});
	EXPECT_TRUE(findings(bed, [](Config&) {}).wrong.empty());
	EXPECT_FALSE(findings(bed, [](Config& config) { config.set_arming(Arming::kDisarmed); }).wrong.empty());
	EXPECT_FALSE(
		findings(bed, [](Config& config) { config.set_action(CTG_TCP_FLAGS_NULL, CTG_OFF); }).wrong.empty());
	EXPECT_FALSE(
		findings(bed, [](Config& config) { config.set_action(CTG_ETH_VLAN_DEPTH, CTG_DROP); }).wrong.empty());
	EXPECT_FALSE(findings(bed, [](Config& config) { (void)config.remove_limit("dns"); }).wrong.empty());
}

} // namespace
} // namespace ctgate::e2e
