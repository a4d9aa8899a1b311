// SPDX-License-Identifier: MIT
// What can be said of a limit, in the words that the command line and the configuration file share.
#pragma once

#include "userspace/config/config.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ctgate
{

struct LimitWord {
	std::string_view name;                  ///< key in the file: "source_rate"; its option is --source-rate
	std::optional<ctg_limit_bucket> bucket; ///< that it sizes
	Result<void> (*put)(Limit& limit, std::string_view text);
	std::string (*text_of)(const Limit& limit); ///< what put() would take
};

std::span<const LimitWord> limit_words();
/// There must be such a word.
const LimitWord& limit_word(std::string_view name);

/// What a limit begins with of which only some words are said.
Limit fresh_limit(std::string name);

/// A bucket that was given a size must count: one that is off does as the limit's others do, and drops when all are.
void wake_bucket(Config& config, std::string_view limit, ctg_limit_bucket bucket);

} // namespace ctgate
