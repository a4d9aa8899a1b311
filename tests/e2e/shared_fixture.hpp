// SPDX-License-Identifier: MIT
// A house whose interface several tools share. What only kernels with freplace can do is skipped on others.
#pragma once

#include "loader/shared/freplace.hpp"
#include "tests/e2e/config_fixture.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace ctgate::e2e
{

class SharedInterface : public ConfigCommand
{
protected:
	void SetUp() override
	{
		ConfigCommand::SetUp();
		if (IsSkipped())
			return;
		if (const auto able = require_freplace(); !able)
			GTEST_SKIP() << able.error().message();
	}

	/// libxdp does not take its pins away with the interface, and the kernel takes its time with programs.
	void TearDown() override
	{
		if (!bed_)
			return;
		bed_->host().run({"xdp-loader", "unload", "-a", "gate0"});
		EXPECT_TRUE(eventually([&] {
			return bed_->host().run({"bpftool", "map"}).out.find("neighbour_saw") == std::string::npos;
		}));
	}

	/// Another tool's program, which counts what it is asked about.
	void load_neighbour() const { bed_->host().must("xdp-loader load -m native gate0 " NEIGHBOUR_OBJECT); }

	std::uint64_t neighbour_saw() const
	{
		const auto dumped = bed_->host().run({"bpftool", "--json", "map", "dump", "name", "neighbour_saw"});
		const auto entry = nlohmann::json::parse(dumped.out).at(0).at("formatted");
		return entry.at("value").get<std::uint64_t>();
	}

	/// As the other tool tells it.
	std::string loader_status() const { return bed_->host().run({"xdp-loader", "status", "gate0"}).out; }

	nlohmann::json status() const
	{
		return nlohmann::json::parse(bed_->ctgate_done({"status", "--json"})).at("interfaces").at(0);
	}
};

} // namespace ctgate::e2e
