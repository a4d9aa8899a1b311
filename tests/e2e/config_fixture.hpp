// SPDX-License-Identifier: MIT
// A house whose configuration files are in a directory of the test's own.
#pragma once

#include "tests/e2e/refusal.hpp"
#include "tests/packet/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <optional>
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
		bed_.emplace();
	}

	const std::filesystem::path& root() const { return root_.path(); }

	/// A file below the root, with the folders that lead there. Gives back its name.
	std::string write(const std::string& file, const std::string& text) const
	{
		root_.write(file, text);
		return root() / file;
	}

	std::string read(const std::string& file) const { return root_.read(file); }

	/// The command with the test's own files.
	std::vector<std::string> rooted(std::vector<std::string> arguments) const
	{
		arguments.insert(arguments.end(), {"--root", root()});
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
	packet::TemporaryFolder root_;
};

constexpr const char* kMain = "etc/ctgate/ctgate.toml";

} // namespace ctgate::e2e
