// SPDX-License-Identifier: MIT
// A folder that is there as long as a test needs it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ctgate::packet
{

class TemporaryFolder
{
public:
	/// Throws when it cannot be made.
	TemporaryFolder();
	~TemporaryFolder();
	TemporaryFolder(const TemporaryFolder&) = delete;
	TemporaryFolder& operator=(const TemporaryFolder&) = delete;

	const std::filesystem::path& path() const { return path_; }
	/// A file in it, with the folders that lead there.
	void write(const std::filesystem::path& file, std::string_view text) const;
	/// What a file in it says; empty when there is none.
	std::string read(const std::filesystem::path& file) const;

private:
	std::filesystem::path path_;
};

} // namespace ctgate::packet
