// SPDX-License-Identifier: MIT
// Small files, read and written whole.
#pragma once

#include "loader/base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace ctgate::sysctl
{

Result<std::string> read_text(const std::filesystem::path& path);
/// The first number in a file; nothing when there is none.
std::optional<std::int64_t> read_number(const std::filesystem::path& path);

/// A file as it was, so that it can be as it was again.
struct Kept {
	std::string text;
	mode_t mode = 0644;

	bool operator==(const Kept&) const = default;
};

/// Nothing where there is no file. EEXIST for what is no regular file: a link, a directory.
Result<std::optional<Kept>> keep(const std::filesystem::path& path);

/// A reader sees the old file or the new one, also after the power failed; nothing deletes the file.
Result<void> replace_file(const std::filesystem::path& path, const std::optional<Kept>& content);

/// Into a file that takes it at once or refuses it: a sysctl.
Result<void> write_value(const std::filesystem::path& path, std::int64_t value);

} // namespace ctgate::sysctl
