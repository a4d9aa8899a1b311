// SPDX-License-Identifier: MIT
// --save: a change by command that the configuration files say too.
#pragma once

#include "loader/filter.hpp"
#include "userspace/cli/command.hpp"
#include "userspace/config/config.hpp"
#include "userspace/config/file/folders.hpp"
#include "userspace/config/file/saved.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ctgate::cli
{

struct SaveOptions {
	std::string root = "/";
	bool save = false;
};

/// --save and --root.
void add_save(CLI::App& command, SaveOptions& options);

/// The drop-in on its way to be written: what cannot be saved is refused before anything is changed.
class Saving
{
public:
	/// Reads the files, and keeps other savers out while it lives.
	static Result<Saving> begin(const SaveOptions& options);

	file::Saved& draft() { return draft_; }
	/// Replaces the drop-in in one step, and tells what was saved.
	Result<void> write() const;

private:
	Saving(UniqueFd lock, std::filesystem::path file, file::Saved draft)
	    : lock_{std::move(lock)}, file_{std::move(file)}, draft_{std::move(draft)}
	{
	}

	UniqueFd lock_;
	std::filesystem::path file_;
	file::Saved draft_;
};

/// change_filters(), and with --save afterwards the files say what is in force on these interfaces.
Result<void> change_and_save(std::vector<Filter> filters, const std::function<Result<std::string>(Config&)>& change,
			     const SaveOptions& options);

} // namespace ctgate::cli
