// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

namespace ctgate::e2e
{

/// A sysctl that belongs to the whole host, for as long as this lives; then it is what it was.
class HostSetting
{
public:
	/// "net/netfilter/nf_conntrack_max". Throws when it cannot be written.
	HostSetting(std::string name, long value);
	~HostSetting();
	HostSetting(const HostSetting&) = delete;
	HostSetting& operator=(const HostSetting&) = delete;

private:
	std::string name_;
	long before_;
};

/// Why the settings of the host cannot be changed here.
std::optional<std::string> why_no_host_settings();

} // namespace ctgate::e2e
