// SPDX-License-Identifier: MIT
#pragma once

#include "tests/e2e/network.hpp"
#include "tests/packet/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
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
		root_.write("etc/sysctl.d/10-network.conf", "net.ipv4.ip_forward = 0\n");
	}

	std::vector<std::string> command(std::vector<std::string> arguments) const
	{
		arguments.insert(arguments.begin(), {CTGATE_BINARY, "tune", "--root", root_.path()});
		return arguments;
	}

	std::filesystem::path sysctl_file() const { return root_.path() / "etc/sysctl.d/60-ctgate-conntrack.conf"; }

	/// Path -> text of every file under the root.
	std::map<std::string, std::string> files() const
	{
		std::map<std::string, std::string> all;
		for (const auto& entry : std::filesystem::recursive_directory_iterator{root_.path()})
			if (entry.is_regular_file())
				all[entry.path()] = root_.read(entry.path());
		return all;
	}

private:
	packet::TemporaryFolder root_;
};

} // namespace ctgate::e2e
