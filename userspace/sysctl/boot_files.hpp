// SPDX-License-Identifier: MIT
// What the files of sysctl.d(5) will set at the next boot.
#pragma once

#include "userspace/sysctl/paths.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate::sysctl
{

/// One line of such a file that sets a value of conntrack.
struct Assignment {
	std::filesystem::path file;
	std::string setting; ///< as in the catalogue
	std::string value;
};

/// Of every file, in the order in which they are read: by file name, whichever directory they are in; a file in /etc
/// hides one of the same name in /run, that one in /usr. /etc/sysctl.conf comes last, unless a link is in its place:
/// systemd reads it through the link only, `sysctl --system` always.
std::vector<Assignment> read_boot_files(const Paths& paths);

/// The one that is read last, and therefore holds; null when there is none.
const Assignment* winner(const std::vector<Assignment>& assignments, std::string_view setting);

/// Whether it is read after a file of that name.
bool is_read_after(const Assignment& assignment, const std::filesystem::path& file);

/// The lines of one file. Pure.
std::vector<Assignment> assignments_in(std::string_view text, const std::filesystem::path& file);

} // namespace ctgate::sysctl
