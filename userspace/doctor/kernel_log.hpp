// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"
#include "userspace/doctor/observation.hpp"

#include <map>

namespace ctgate::doctor
{

/// "nf_conntrack: table full, dropping packet" and "nf_conntrack: table full in netns 4026532250, dropping packet"
/// (net/netfilter/nf_conntrack_core.c) of the last ten minutes, by the inode of the namespace; 0 is the initial one.
/// Reads /dev/kmsg; EPERM where only root may.
Result<std::map<std::uint64_t, LogLines>> read_kernel_log();

} // namespace ctgate::doctor
