// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"
#include "userspace/sysctl/profile.hpp"
#include "userspace/sysctl/setting.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ctgate::sysctl
{

/// One setting that somebody named, with the value that he wants.
struct Asked {
	const Setting* setting;
	std::int64_t value;
};

/// What somebody wants tuned. With a profile, what is asked for goes before what the profile says.
struct Wish {
	std::optional<ProfileName> profile;
	std::vector<Asked> settings;

	/// "dns", "web", "nat", "auto" or "" and "SETTING=VALUE"s. With neither it is auto. EINVAL, with the way out.
	static Result<Wish> parse(const std::string& profile, const std::vector<std::string>& settings);

	const Asked* find(std::string_view setting) const;
};

} // namespace ctgate::sysctl
