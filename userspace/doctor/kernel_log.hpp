// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"
#include "userspace/doctor/observation.hpp"

#include <cstdint>
#include <map>
#include <string_view>

namespace ctgate::doctor
{

/// By the inode of the network namespace; 0 is the initial one.
using LogOfNamespaces = std::map<std::uint64_t, LogLines>;

/// "nf_conntrack: table full, dropping packet" and "nf_conntrack: table full in netns 4026532250, dropping packet"
/// (net/netfilter/nf_conntrack_core.c) of the last ten minutes. Reads /dev/kmsg; EPERM where only root may.
Result<LogOfNamespaces> read_kernel_log();

/// Adds one record of /dev/kmsg, "priority,sequence,microseconds since boot,flags;text" (Documentation/ABI/testing/
/// dev-kmsg), if it is one of those lines. `now` is in seconds since boot; records come in the order of time.
void add_record(std::string_view record, std::uint64_t now, LogOfNamespaces& lines);

} // namespace ctgate::doctor
