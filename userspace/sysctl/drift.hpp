// SPDX-License-Identifier: MIT
// What has changed since something was applied, and who may have done it. What cannot be known is not told.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/sysctl/boot_files.hpp"
#include "userspace/sysctl/other_writers.hpp"
#include "userspace/sysctl/record.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ctgate::sysctl
{

struct Drift {
	struct Value {
		std::string setting;
		std::int64_t applied;
		std::optional<std::int64_t> now; ///< nothing when conntrack is not loaded

		bool moved() const { return now != applied; }
	};
	enum class Content { kAsApplied, kChanged, kGone };
	struct File {
		std::filesystem::path path;
		Content content;
	};
	/// Another file that sets one of ours to another value. It wins if it is read last of all.
	struct Rival {
		Assignment assignment;
		bool wins;
	};

	Record record;
	bool same_boot;
	std::vector<Value> values;
	std::vector<File> files;
	std::vector<Rival> rivals;
	std::vector<Writer> writers; ///< of one of the settings

	/// ENOENT when nothing was applied.
	static Result<Drift> find(const Paths& paths);

	/// How many values, files and rivals are not, or will not be, as applied.
	std::size_t count() const;
};

} // namespace ctgate::sysctl
