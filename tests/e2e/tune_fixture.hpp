// SPDX-License-Identifier: MIT
#pragma once

#include "tests/e2e/network.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace ctgate::e2e
{

/// ctgate tune on the real kernel; the files that it writes are in a directory of the test's own.
class Tune : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
		std::string name = std::filesystem::temp_directory_path() / "ctgate-tune-XXXXXX";
		ASSERT_TRUE(::mkdtemp(name.data()));
		root_ = name;
		std::filesystem::create_directories(root_ / "etc/sysctl.d");
		std::ofstream{root_ / "etc/sysctl.d/10-network.conf"} << "net.ipv4.ip_forward = 0\n";
	}

	void TearDown() override
	{
		std::error_code left_over;
		if (!root_.empty())
			std::filesystem::remove_all(root_, left_over);
	}

	std::vector<std::string> command(std::vector<std::string> arguments) const
	{
		arguments.insert(arguments.begin(), {CTGATE_BINARY, "tune", "--root", root_});
		return arguments;
	}

	std::filesystem::path sysctl_file() const { return root_ / "etc/sysctl.d/60-ctgate-conntrack.conf"; }

	/// Path -> text of every file under the root.
	std::map<std::string, std::string> files() const
	{
		std::map<std::string, std::string> all;
		for (const auto& entry : std::filesystem::recursive_directory_iterator{root_}) {
			if (!entry.is_regular_file())
				continue;
			std::stringstream text;
			text << std::ifstream{entry.path()}.rdbuf();
			all[entry.path()] = text.str();
		}
		return all;
	}

private:
	std::filesystem::path root_;
};

} // namespace ctgate::e2e
