// SPDX-License-Identifier: MIT
// Exit codes, as documented in docs/cli.md.
#pragma once

#include "loader/base/error.hpp"

namespace ctgate::cli
{

enum class ExitCode {
	kDone = 0,
	kFailed = 1,
	kUsage = 2,
	kNotAttached = 3,
	kNotPermitted = 4,
};

inline ExitCode exit_code(const Error& error)
{
	switch (error.code()) {
	case EINVAL:
		return ExitCode::kUsage;
	case ENOTCONN:
		return ExitCode::kNotAttached;
	case EPERM:
	case EACCES:
		return ExitCode::kNotPermitted;
	default:
		return ExitCode::kFailed;
	}
}

} // namespace ctgate::cli
