// SPDX-License-Identifier: MIT
// What a host is for, and which values suit it.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/sysctl/host.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate::sysctl
{

enum class ProfileName { kAuto, kDns, kWeb, kNat };

std::string_view to_string(ProfileName name);
/// EINVAL with the nearest.
Result<ProfileName> parse_profile(std::string_view text);

/// The profile that a host gets which asked for `auto`, or the one that it asked for, and why: a sentence.
struct ChosenProfile {
	ProfileName name;
	std::string why;
};
ChosenProfile choose_profile(ProfileName asked, const Host& host);

/// What a profile would have. Whether that is proposed depends on what there is.
struct Target {
	std::string_view setting;
	std::int64_t value;
	std::string why;
};

/// The maximum depends on the memory and on what the table holds, the established timeout on TCP's keepalive; both are
/// within the safe range.
std::vector<Target> targets(ProfileName profile, const Host& host);

/// The shortest timeout under which TCP's keepalive still holds a silent connection in the table, in whole minutes.
std::int64_t shortest_established(ProfileName profile, const Host& host);

} // namespace ctgate::sysctl
