// SPDX-License-Identifier: MIT
// What one interface is to have: valid, and nothing but values.
#pragma once

#include "loader/filter.hpp"
#include "userspace/config/config.hpp"
#include "userspace/config/file/raw.hpp"
#include "userspace/config/setting_words.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ctgate::file
{

struct Settings {
	Config config = Config::defaults();
	AttachOptions attach = {};
	Attachment attachment = Attachment::kExclusive;

	void set_attachment(Attachment how)
	{
		attachment = how;
		attach.sharing = how == Attachment::kShared ? Sharing::kShared : Sharing::kExclusive;
	}
};

/// Where values come from, by their paths: "armed", "reasons.tcp_flags_null", "limits.dns.rate". What is not there
/// is built in.
using Origins = std::map<std::string, Place, std::less<>>;

struct Resolved {
	Settings settings;
	Origins origins;
};

/// What these sections come to; of two that say the same the later one counts.
Resolved resolve(const std::vector<const Section*>& sections, Complaints& complaints);

} // namespace ctgate::file
