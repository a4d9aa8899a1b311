// SPDX-License-Identifier: MIT
// --save of `allow` and `deny`.
#pragma once

#include "userspace/cli/save.hpp"

#include <optional>
#include <vector>

namespace ctgate::cli
{

struct SetDelta {
	std::vector<SetEntry> added = {};
	std::vector<Prefix> removed = {};
};

/// Nothing without --save. What cannot be saved is refused here, before the set is changed.
Result<std::optional<Saving>> begin_saving(const SaveOptions& options, ctg_set set, const SetDelta& delta);
Result<void> write_saved(const std::optional<Saving>& saving);

} // namespace ctgate::cli
