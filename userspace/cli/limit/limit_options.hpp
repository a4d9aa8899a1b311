// SPDX-License-Identifier: MIT
// What `limit set` and `limit add` take to describe a limit.
#pragma once

#include "userspace/cli/save.hpp"

#include <array>
#include <string>

namespace ctgate::cli
{

struct LimitOptions {
	struct Size {
		std::string rate, burst;
	};

	std::string interface;
	SaveOptions save;
	std::string name;
	std::array<Size, CTG_LIMIT_BUCKETS> size; ///< by ctg_limit_bucket
	std::string prefixes4, prefixes6;
	std::string counting; ///< "new" or "all"
	std::string protocol, ports, side;

	/// Overwrites in the limit what was given, keeps the rest.
	Result<void> apply_to(Limit& limit) const;
	/// Was anything given that set can change?
	bool is_empty() const;
	bool names(ctg_limit_bucket bucket) const;
};

/// `limit suggest`, in a file of its own.
void add_limit_suggest(CLI::App& parent, Action& chosen);

/// The options that both commands have.
void add_limit_options(CLI::App& command, LimitOptions& options);

/// A bucket whose rate was set must count: one that is off does as the limit's others do.
void wake_buckets(Config& config, const LimitOptions& options);

} // namespace ctgate::cli
