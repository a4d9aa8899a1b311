// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/unique_fd.hpp"

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>

namespace ctgate::e2e
{

/// A process that writes a text into a file as soon as this is gone, or the process that made it is, also by SIGKILL.
class WriteAtEnd
{
public:
	WriteAtEnd(std::string path, std::string text);
	~WriteAtEnd();
	WriteAtEnd(const WriteAtEnd&) = delete;
	WriteAtEnd& operator=(const WriteAtEnd&) = delete;

private:
	UniqueFd alive_; ///< a pipe's end, in which the process sees us go
	pid_t process_ = 0;
};

/// A sysctl that belongs to the whole host, for as long as this lives; then it is what it was, whatever happens.
/// Another process that wants to change one waits until then: each would restore what the other has set.
class HostSetting
{
public:
	/// "net/netfilter/nf_conntrack_max". Throws when it cannot be written.
	HostSetting(const std::string& name, long value);

private:
	std::shared_ptr<UniqueFd> lock_; ///< of this process: it may change several
	WriteAtEnd restored_;
};

/// As it is now. Throws when it cannot be read.
long host_setting(const std::string& name);

/// Why the settings of the host cannot be changed here.
std::optional<std::string> why_no_host_settings();

} // namespace ctgate::e2e
