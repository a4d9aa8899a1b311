// SPDX-License-Identifier: MIT
// What `ctgate tune` remembers of what it has done, from the first apply to the undo.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/sysctl/file.hpp"
#include "userspace/sysctl/paths.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate::sysctl
{

struct Record {
	/// `before` is from before the first apply, `applied` from the last.
	struct Line {
		std::string setting;
		std::int64_t before, applied;
		std::string why;
	};
	struct File {
		std::filesystem::path path;
		std::optional<Kept> before;
		Kept applied;
	};

	std::chrono::sys_seconds at; ///< of the last apply
	std::string boot;            ///< the kernel's boot_id at that time
	std::string command;         ///< as it was typed
	std::vector<Line> lines;     ///< in the order of the catalogue
	std::vector<File> files;

	/// Nothing when nothing was applied, or when it was to a network namespace that is gone.
	static Result<std::optional<Record>> read(const Paths& paths);

	const Line* find(std::string_view setting) const;
	/// EILSEQ when a file that it has to keep is no text.
	Result<Kept> to_file() const;
};

/// Where it is kept. A network namespace that does not boot from /etc has a record of its own.
std::filesystem::path record_path(const Paths& paths);

/// Changes with every boot.
std::string boot_id(const Paths& paths);

} // namespace ctgate::sysctl
