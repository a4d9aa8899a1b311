// SPDX-License-Identifier: MIT
// A machine of files: /proc, /sys and / as ctgate tune reads and writes them, in a directory of their own.
#pragma once

#include "tests/packet/temporary_folder.hpp"
#include "userspace/sysctl/host.hpp"
#include "userspace/sysctl/paths.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace ctgate::sysctl
{

inline constexpr std::int64_t kGib = std::int64_t{1} << 30;

/// What Linux 6.18 sets by itself on a machine of more than 4 GiB, by name.
const std::map<std::string, std::int64_t, std::less<>>& kernel_defaults();

/// The kernel's defaults on 16 GiB: nothing forwards, nobody answers DNS, no rules.
Host plain_host();

class Machine
{
public:
	/// The kernel's defaults, 16 GiB, nothing in /etc.
	Machine();

	const Paths& paths() const { return paths_; }
	/// Throws when there is something that cannot be read.
	Host host() const;

	void set(std::string_view setting, std::int64_t value) const;
	std::int64_t get(std::string_view setting) const;
	/// Relative to this machine: "proc/meminfo", "root/etc/sysctl.conf".
	void write(const std::filesystem::path& path, const std::string& text) const;
	/// Every file of values, of etc and of var: path -> text.
	std::map<std::string, std::string> files() const;

private:
	packet::TemporaryFolder folder_;
	Paths paths_;
};

} // namespace ctgate::sysctl
