// SPDX-License-Identifier: MIT
// Every sysctl of conntrack that ctgate tunes: a row each. The kernel checks next to nothing of what is written to
// them (a timeout of 0 or -1 is taken, a maximum of 0 means none), so the ranges are held here.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/sysctl/setting.hpp"

#include <span>
#include <string_view>

namespace ctgate::sysctl
{

/// The most important first.
std::span<const Setting> catalogue();

/// By the name that `sysctl` prints, or without its net.netfilter. and nf_conntrack_ in front; dots or slashes.
/// Null when there is none.
const Setting* find_setting(std::string_view name);
/// The same for what a person typed: EINVAL with the nearest name.
Result<const Setting*> require_setting(std::string_view name);
/// One that is known to be in the catalogue.
const Setting& setting(std::string_view name);

} // namespace ctgate::sysctl
