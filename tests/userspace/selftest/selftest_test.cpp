// SPDX-License-Identifier: MIT
// The whole selftest, against filters that cannot be right.
#include "userspace/selftest/selftest.hpp"

#include <linux/bpf.h>

#include <gmock/gmock.h>

namespace ctgate::selftest
{
namespace
{

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

Config all_off()
{
	Config config = Config::defaults();
	for (const Reason& reason : config.reasons())
		config.set_action(reason.id, CTG_OFF);
	return config;
}

/// A filter that says the same of every frame.
Filtering always(std::uint32_t verdict)
{
	return {.trace = [=](std::span<const std::byte>) { return Trace{.verdict = verdict, .steps = {}}; },
		.verdict = [=](std::span<const std::byte>) { return verdict; }};
}

const ShapeResult& shape(const Findings& findings, std::string_view layer, std::string_view name)
{
	const auto found = std::ranges::find_if(findings.shapes, [&](const ShapeResult& result) {
		return result.layer == layer && result.name == name;
	});
	return found == findings.shapes.end() ? throw std::out_of_range{std::string{name}} : *found;
}

TEST(Selftest, AFilterThatLetsAllPassIsWrong)
{
	const auto findings = run(Config::defaults(), always(XDP_PASS), {}).value();
	EXPECT_EQ(shape(findings, "IPv4", "plain").outcome(), Outcome::kWrong);
	EXPECT_EQ(shape(findings, "IPv6", "AH").outcome(), Outcome::kWrong);
	EXPECT_EQ(shape(findings, "Ethernet", "802.1ad + 802.1Q").outcome(), Outcome::kWrong);
	EXPECT_THAT(findings.wrong, Contains(Field(&WrongFrame::sentence, HasSubstr("slipped past tcp_flags_null"))));
	EXPECT_THAT(findings.wrong, Contains(Field(&WrongFrame::sentence, HasSubstr("slipped past limit dns"))));
}

TEST(Selftest, AFilterThatDropsAllIsWrongForEveryShape)
{
	const auto findings = run(Config::defaults(), always(XDP_DROP), {}).value();
	EXPECT_EQ(findings.count(Outcome::kWrong), findings.shapes.size());
	EXPECT_THAT(findings.wrong, Contains(Field(&WrongFrame::network, "ARP")));
}

TEST(Selftest, AFilterWhoseShortWayDiffersIsWrong)
{
	Filtering filter = always(XDP_PASS);
	filter.verdict = [](std::span<const std::byte>) { return std::uint32_t{XDP_DROP}; };
	const auto findings = run(all_off(), filter, {}).value();
	EXPECT_THAT(findings.wrong, Contains(Field(&WrongFrame::sentence, "dropped by the way that packets take")));
	EXPECT_EQ(findings.wrong.size(), findings.frames);
}

TEST(Selftest, WhereNothingIsAskedNothingIsMissed)
{
	const auto findings = run(all_off(), always(XDP_PASS), {}).value();
	EXPECT_EQ(findings.count(Outcome::kAsConfigured), findings.shapes.size());
	EXPECT_TRUE(findings.wrong.empty());
}

TEST(Selftest, WhatHidesThePacketIsABypassUntilItsOwnReasonDrops)
{
	Config config = all_off();
	config.set_action(CTG_TCP_FLAGS_NULL, CTG_DROP);
	auto findings = run(config, always(XDP_PASS), {}).value();
	EXPECT_EQ(shape(findings, "Ethernet", "three VLAN tags").outcome(), Outcome::kBypass);
	EXPECT_EQ(shape(findings, "Ethernet", "802.3 with SNAP").outcome(), Outcome::kHarmless);

	config.set_action(CTG_ETH_VLAN_DEPTH, CTG_DROP);
	findings = run(config, always(XDP_PASS), {}).value();
	EXPECT_EQ(shape(findings, "Ethernet", "three VLAN tags").outcome(), Outcome::kWrong);
}

TEST(Selftest, AnErrorOfTheFilterIsTold)
{
	Filtering filter = always(XDP_PASS);
	filter.trace = [](std::span<const std::byte>) -> Result<Trace> { return fail(EPERM, "no"); };
	const auto failed = run(Config::defaults(), filter, {});
	ASSERT_FALSE(failed);
	EXPECT_EQ(failed.error().code(), EPERM);
}

TEST(Selftest, SeveralBuffersAreNotTriedWhereTheKernelCannot)
{
	constexpr std::size_t kOneBuffer = 3000;
	Filtering one_buffer = always(XDP_PASS);
	one_buffer.trace = [](std::span<const std::byte> frame) -> Result<Trace> {
		if (frame.size() > kOneBuffer)
			return fail(EINVAL, "too long");
		return Trace{.verdict = XDP_PASS, .steps = {}};
	};
	const auto findings = run(all_off(), one_buffer, {}).value();
	EXPECT_EQ(shape(findings, "IPv4", "9,000 bytes in several buffers").outcome(), Outcome::kNotTried);
	EXPECT_EQ(shape(findings, "IPv4", "plain").outcome(), Outcome::kAsConfigured);
}

TEST(Selftest, NoSourceThatIsInNoSetIsTold)
{
	Filtering everybody_denied = always(XDP_DROP);
	everybody_denied.trace = [](std::span<const std::byte>) -> Result<Trace> {
		const ctg_step step{.kind = CTG_STEP_SET, .x = CTG_SET_DENY, .y = 1, .a = 0, .b = 0};
		return Trace{.verdict = XDP_DROP, .steps = {step}};
	};
	const auto failed = run(Config::defaults(), everybody_denied, {});
	ASSERT_FALSE(failed);
	EXPECT_THAT(failed.error().message(), HasSubstr("in the allow or the deny set"));
}

} // namespace
} // namespace ctgate::selftest
