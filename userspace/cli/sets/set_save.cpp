// SPDX-License-Identifier: MIT
#include "userspace/cli/sets/set_save.hpp"

#include "userspace/cli/apply/apply_plan.hpp"

#include <algorithm>

namespace ctgate::cli
{
namespace
{

bool is_touched(const SetDelta& delta, const Prefix& prefix)
{
	return std::ranges::find(delta.added, prefix, &SetEntry::prefix) != delta.added.end() ||
	       std::ranges::find(delta.removed, prefix) != delta.removed.end();
}

} // namespace

Result<std::optional<Saving>> begin_saving(const SaveOptions& options, ctg_set set, const SetDelta& delta)
{
	if (!options.save)
		return std::nullopt;
	auto saving = Saving::begin(options);
	if (!saving)
		return error_of(saving);
	auto entries = entries_in_force(set);
	if (!entries)
		return error_of(entries);
	std::erase_if(*entries, [&](const SetEntry& entry) { return is_touched(delta, entry.prefix); });
	std::ranges::copy(delta.added, std::back_inserter(*entries));
	std::ranges::sort(*entries, {}, &SetEntry::prefix);
	std::vector<Prefix> asked;
	std::ranges::transform(delta.added, std::back_inserter(asked), &SetEntry::prefix);
	if (auto saved = saving->draft().save_set(set, *entries, asked); !saved)
		return error_of(saved);
	return std::move(*saving);
}

Result<void> write_saved(const std::optional<Saving>& saving)
{
	return saving ? saving->write() : Result<void>{};
}

} // namespace ctgate::cli
