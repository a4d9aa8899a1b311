// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"
#include "userspace/sysctl/file.hpp"
#include "userspace/sysctl/paths.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace ctgate::sysctl
{

/// Values and files that are written all, or not at all.
class Transaction
{
public:
	explicit Transaction(const Paths& paths) : paths_{paths} {}

	/// EIO when the kernel took it and made another number of it.
	Result<void> set(std::string_view setting, std::int64_t value);
	Result<void> replace(const std::filesystem::path& path, const std::optional<Kept>& content);

	/// Puts back what was written, the last first; gives the error, and whether that went well.
	Error take_back(const Error& error);

private:
	const Paths& paths_;
	std::vector<std::function<Result<void>()>> steps_back_;
};

} // namespace ctgate::sysctl
