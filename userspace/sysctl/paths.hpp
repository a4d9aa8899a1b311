// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate::sysctl
{

/// Where the system is that is read and written: this one, unless a test says otherwise.
struct Paths {
	std::filesystem::path proc = "/proc";
	std::filesystem::path sys = "/sys";
	std::filesystem::path root = "/"; ///< of etc, run, usr and var
	/// What lists the firewall's rules; each is run by a shell.
	std::vector<std::string> rulesets = {"nft list ruleset 2>/dev/null", "iptables-legacy-save 2>/dev/null",
					     "ip6tables-legacy-save 2>/dev/null"};

	/// Of a sysctl by its name without nf_conntrack_.
	std::filesystem::path value_of(std::string_view setting) const
	{
		return proc / "sys/net/netfilter" / ("nf_conntrack_" + std::string{setting});
	}
	/// Behind systemd's own (50-) and in front of 99-sysctl.conf, which is the administrator's /etc/sysctl.conf;
	/// sysctl.d(5) gives 60 to 90 to what is local.
	std::filesystem::path sysctl_file() const { return root / "etc/sysctl.d/60-ctgate-conntrack.conf"; }
	/// Loads the module before systemd-sysctl runs; only where it is one.
	std::filesystem::path modules_file() const { return root / "etc/modules-load.d/ctgate-conntrack.conf"; }
	std::filesystem::path state_directory() const { return root / "var/lib/ctgate"; }
};

} // namespace ctgate::sysctl
