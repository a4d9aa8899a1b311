// SPDX-License-Identifier: MIT
// What can be freed: the kinds of `ctgate relieve`, each with what the owner of such a connection will notice.
#pragma once

#include "loader/base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate::relief
{

enum class Target : std::uint8_t {
	kUnassured,
	kClosing,
	kCloseWait,
	kHandshakes,
	kIdle,
	kOutlived,
	kUnrepliedReplies,
	kPickedUp,
	kTunnels,
	kDns,
	kCount
};

struct TargetFacts {
	const char* name;    ///< as it is typed
	const char* what;    ///< the entries, in a few words
	const char* notices; ///< who notices that they are gone, and how
};

const TargetFacts& facts_of(Target target);
std::vector<std::string> target_names();
/// EINVAL with all names, and the one that may be meant.
Result<Target> parse_target(std::string_view text);

} // namespace ctgate::relief
