// SPDX-License-Identifier: MIT
// Exit codes, as documented in docs/cli.md.
#pragma once

#include "loader/base/error.hpp"

#include <array>
#include <string_view>

namespace ctgate::cli
{

enum class ExitCode {
	kDone = 0,
	kFailed = 1,
	kUsage = 2,
	kNotAttached = 3,
	kNotPermitted = 4,
};

struct ExitMeaning {
	ExitCode code;
	std::string_view meaning;
};

/// As the manual says it.
inline constexpr std::array kExitMeanings = {
	ExitMeaning{ExitCode::kDone, "Done; of ctgate doctor: nothing is wrong"},
	ExitMeaning{
		ExitCode::kFailed,
		"Failed: the sentence says why, and nothing was changed; of ctgate doctor, selftest, tune drift and "
		"config diff: there are findings; of ctgate allow test and deny test: the address is in no prefix"},
	ExitMeaning{ExitCode::kUsage,
		    "Usage: a word or a value is wrong, also in a configuration file; nothing was changed"},
	ExitMeaning{ExitCode::kNotAttached, "No filter on that interface, or on any"},
	ExitMeaning{ExitCode::kNotPermitted,
		    "Not permitted: root is needed (CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN to load the filter, "
		    "CAP_SYS_ADMIN to read what runs)"},
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
