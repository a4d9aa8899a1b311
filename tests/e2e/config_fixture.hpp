// SPDX-License-Identifier: MIT
// A house whose configuration files are in a directory of the test's own.
#pragma once

#include "tests/e2e/refusal.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace ctgate::e2e
{

class ConfigCommand : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
		std::string name = std::filesystem::temp_directory_path() / "ctgate-config-XXXXXX";
		ASSERT_TRUE(::mkdtemp(name.data()));
		root_ = name;
		bed_.emplace();
	}

	void TearDown() override
	{
		std::error_code left_over;
		if (!root_.empty())
			std::filesystem::remove_all(root_, left_over);
	}

	const std::filesystem::path& root() const { return root_; }

	/// A file below the root, with the folders that lead there. Gives back its name.
	std::string write(const std::string& file, const std::string& text) const
	{
		std::filesystem::create_directories((root_ / file).parent_path());
		std::ofstream{root_ / file} << text;
		return root_ / file;
	}

	std::string read(const std::string& file) const
	{
		std::stringstream text;
		text << std::ifstream{root_ / file}.rdbuf();
		return text.str();
	}

	/// The command with the test's own files.
	std::vector<std::string> rooted(std::vector<std::string> arguments) const
	{
		arguments.insert(arguments.end(), {"--root", root_});
		return arguments;
	}
	Finished run(const std::vector<std::string>& arguments) const { return bed_->ctgate(rooted(arguments)); }
	std::string done(const std::vector<std::string>& arguments) const
	{
		return bed_->ctgate_done(rooted(arguments));
	}
	void refused(const std::vector<std::string>& arguments, int exit_code,
		     const std::vector<std::string>& says) const
	{
		expect_refused(*bed_, rooted(arguments), exit_code, says);
	}

	std::optional<Testbed> bed_;

private:
	std::filesystem::path root_;
};

constexpr const char* kMain = "etc/ctgate/ctgate.toml";

} // namespace ctgate::e2e
