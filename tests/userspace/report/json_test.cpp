// SPDX-License-Identifier: MIT
#include "userspace/report/json.hpp"

#include "loader/reasons.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ctgate::report
{
namespace
{

using namespace std::chrono_literals;

Status attached()
{
	return {.interface = "eth0",
		.interface_now = "eth0",
		.attached_at = std::chrono::system_clock::time_point{1'700'000'000s},
		.running = Status::Running{.mode = XdpMode::kGeneric, .program_id = 7},
		.config = Config::defaults(),
		.counters = {},
		.counters_pin = {}};
}

TEST(StatusJson, HoldsTheWholeConfiguration)
{
	const auto json = nlohmann::json::parse(status_json(std::vector{attached()}));
	EXPECT_EQ(json["schema"], "ctgate/status/1");
	const auto& eth0 = json["interfaces"][0];
	EXPECT_EQ(eth0["interface"], "eth0");
	EXPECT_EQ(eth0["attached_at"], 1'700'000'000);
	EXPECT_EQ(eth0["mode"], "generic");
	EXPECT_EQ(eth0["config"]["armed"], true);
	EXPECT_EQ(eth0["config"]["reasons"].size(), Config::defaults().reasons().size());
	EXPECT_EQ(eth0["config"]["limits"].size(), Config::defaults().limits().size());
	EXPECT_EQ(eth0["config"]["limits"]["dns"]["source"]["packets"], 100);
	EXPECT_EQ(eth0["config"]["limits"]["dns-reply"]["new_only"], true);
	EXPECT_EQ(eth0["config"]["limits"]["dns"]["prefixes6"][1], (nlohmann::json{{"bits", 64}, {"times", 4}}));
}

TEST(StatusJson, SaysThatAnInterfaceIsGone)
{
	Status status = attached();
	status.running.reset();
	const auto json = nlohmann::json::parse(status_json(std::vector{status}));
	EXPECT_EQ(json["interfaces"][0]["alive"], false);
	EXPECT_FALSE(json["interfaces"][0].contains("config"));
}

TEST(DropsJson, HasEveryReasonAndLosesNoDigit)
{
	Drops drops{.status = attached(), .earlier = {}};
	drops.status.counters.at = drops.earlier.at + 1s;
	drops.status.counters.dropped[CTG_UDP_LENGTH].packets = 18'446'744'073'709'551'615ULL;
	const auto json = nlohmann::json::parse(drops_json(std::vector{drops}));
	EXPECT_EQ(json["schema"], "ctgate/drops/1");
	const auto& reasons_json = json["interfaces"][0]["reasons"];
	EXPECT_EQ(reasons_json.size(), Config::defaults().reasons().size());
	EXPECT_EQ(reasons_json["udp_length"]["dropped"]["packets"].get<std::uint64_t>(), 18'446'744'073'709'551'615ULL);
	EXPECT_EQ(json["interfaces"][0]["interval_seconds"], 1.0);
}

} // namespace
} // namespace ctgate::report
