// SPDX-License-Identifier: MIT
// Programs that run here and write conntrack's settings too. Only what can be seen is told.
#pragma once

#include "userspace/sysctl/paths.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ctgate::sysctl
{

struct Writer {
	std::string name; ///< "kube-proxy"
	std::string says; ///< what it writes, when, and where to say otherwise: a sentence
	std::vector<std::string> settings;
	bool takes_away = false; ///< does not set them, but unloads the module
};

std::vector<Writer> find_writers(const Paths& paths);

/// The one that writes this setting; null when none is known.
const Writer* writer_of(const std::vector<Writer>& writers, std::string_view setting);

} // namespace ctgate::sysctl
