// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ctgate
{

/// The name of an interface as a name on bpffs, where a dot may not stand: `eth0%2e7` for `eth0.7`.
std::string pin_name(std::string_view interface);
/// The other way round.
std::string interface_of(std::string_view pin_name);

} // namespace ctgate
