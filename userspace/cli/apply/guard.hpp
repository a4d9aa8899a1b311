// SPDX-License-Identifier: MIT
// Who goes back when nobody confirms: a process of its own session, which no hang-up and no killed shell reaches.
#pragma once

#include "loader/base/error.hpp"
#include "loader/base/unique_fd.hpp"

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>

namespace ctgate::cli
{

/// What the guard does at the end of its life.
struct GuardActions {
	std::function<void()> confirmed, undo;
};

/// `ctgate confirm` meets the guard at a socket; there is one for each network namespace.
Result<std::filesystem::path> guard_socket(const std::filesystem::path& root);

/// The end of the guard that the applying process holds. When that process dies before it says done(), the guard goes
/// back at once.
class Guard
{
public:
	/// Starts it, before anything is changed. EBUSY when an earlier change still waits to be confirmed.
	static Result<Guard> start(const std::filesystem::path& socket, std::chrono::seconds patience,
				   const GuardActions& actions);

	/// All is in force: the time runs.
	Result<void> done();
	/// Nothing was changed, or all was undone: the guard goes without doing anything.
	void dismiss();

private:
	explicit Guard(UniqueFd line) : line_{std::move(line)} {}

	UniqueFd line_;
};

/// ENOENT when nothing waits to be confirmed; ETIME when the guard was already going back.
Result<void> confirm(const std::filesystem::path& socket);

} // namespace ctgate::cli
