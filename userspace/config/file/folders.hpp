// SPDX-License-Identifier: MIT
// Where configuration files are, and what stands in them.
#pragma once

#include "userspace/config/file/configuration.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ctgate::file
{

struct Folders {
	std::filesystem::path root = "/"; ///< of usr, etc and var

	std::filesystem::path vendor_file() const { return root / "usr/lib/ctgate/ctgate.toml"; }
	std::filesystem::path main_file() const { return root / "etc/ctgate/ctgate.toml"; }
	std::filesystem::path drop_ins() const { return root / "etc/ctgate/conf.d"; }
	/// What `--save` writes.
	std::filesystem::path saved_file() const { return drop_ins() / "50-saved.toml"; }
	/// What `ctgate apply` put in force last.
	std::filesystem::path last_good_file() const { return root / "var/lib/ctgate/last-good.toml"; }

	/// Why the configuration in force is not that of the files.
	std::filesystem::path degraded_file() const { return root / "run/ctgate/degraded"; }

	/// Of a list of prefixes: an absolute name is below the root, any other beside the file that names it.
	std::filesystem::path list_file(const std::string& list, const std::string& named_by) const;
};

/// The files that are there, in the order in which they are read. ENOENT when there is none in etc.
Result<std::vector<Text>> read_files(const Folders& folders);
/// These files and no other.
Result<std::vector<Text>> read_files(const std::vector<std::string>& names);

/// Reads lists from the disk.
ListReader list_reader(const Folders& folders);

} // namespace ctgate::file
