// SPDX-License-Identifier: MIT
#include "userspace/why/json.hpp"

#include "tests/userspace/why/steps.hpp"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

namespace ctgate::why
{
namespace
{

using Json = nlohmann::json;

const wire::Bytes kFrame(54);

TEST(WhyJson, FramesMakeOneDocumentTogether)
{
	const Config config = Config::defaults();
	const ctg_image image = image_of(config);
	Trace trace{.verdict = XDP_DROP, .steps = tcp_steps(0x02)};
	const auto slot = config.slot("syn").value();
	const auto& pace = image.machine.limit[slot].source[CTG_IPV4][0].pace;
	trace.steps.push_back(step(CTG_STEP_LIMIT, slot));
	trace.steps.push_back(step(CTG_STEP_BUCKET, CTG_EACH_SOURCE, 0, pace.depth, pace.depth));
	trace.steps.push_back(reason_step(config.reason("syn", CTG_EACH_SOURCE), CTG_DROP));
	const Asked asked{.interface = "eth0", .frame = kFrame, .wire_length = 1514, .trace = trace, .image = image};
	Tally tally;
	tally.count(asked);
	tally.count_unasked();

	const Json json = Json::parse(json_head("eth0", image) + json_frame(1, asked) + kJsonBetween +
				      json_unasked(2, "too short") + json_tail(tally));
	EXPECT_EQ(json["schema"], "ctgate/why/1");
	EXPECT_EQ(json["interface"], "eth0");
	EXPECT_EQ(json["armed"], true);
	const Json& frame = json["frames"][0];
	EXPECT_EQ(frame["frame"], 1);
	EXPECT_EQ(frame["bytes"], 54);
	EXPECT_EQ(frame["wire_bytes"], 1514);
	EXPECT_EQ(frame["verdict"], "dropped");
	EXPECT_EQ(frame["reason"], "limit_syn_source");
	EXPECT_EQ(frame["steps"][2], (Json{{"step", "tcp"},
					   {"flags", 2},
					   {"header_bytes", 20},
					   {"source_port", 4711},
					   {"destination_port", 443}}));
	EXPECT_EQ(frame["steps"][4]["tokens"], 0);
	EXPECT_EQ(frame["steps"][4]["burst"], 100);
	EXPECT_EQ(frame["steps"][4]["prefix_bits"], 32);
	EXPECT_EQ(frame["steps"][5]["action"], "drop");
	EXPECT_EQ(json["frames"][1], (Json{{"frame", 2}, {"verdict", nullptr}, {"error", "too short"}}));
	EXPECT_EQ(json["summary"].size(), 2u);
	EXPECT_EQ(json["summary"][1]["frames"], 1);
	EXPECT_EQ(json["summary"][1]["reason"], "limit_syn_source");
}

TEST(WhyJson, EveryStepHasAName)
{
	const ctg_image image = image_of(Config::defaults());
	Trace trace;
	for (unsigned kind = CTG_STEP_ETHERNET; kind <= CTG_STEP_LEARNING; ++kind)
		trace.steps.push_back(step(static_cast<ctg_step_kind>(kind)));
	const Json frame = Json::parse(json_frame(
		1, {.interface = "eth0", .frame = kFrame, .wire_length = 54, .trace = trace, .image = image}));
	ASSERT_EQ(frame["steps"].size(), trace.steps.size());
	for (const Json& one : frame["steps"])
		EXPECT_TRUE(one["step"].is_string()) << one;
}

} // namespace
} // namespace ctgate::why
