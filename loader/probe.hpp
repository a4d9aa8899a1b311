// SPDX-License-Identifier: MIT
// What this kernel can do, found out by doing it.
#pragma once

#include "loader/base/error.hpp"

#include <string>
#include <vector>

namespace ctgate
{

struct Capability {
	std::string name;
	Result<void> result; ///< the error is why not
};

/// Why conntrack cannot be asked, and what is off therefore.
std::unexpected<Error> no_look_up();

/// Everything that ctgate needs or uses, tried now. Leaves nothing behind.
std::vector<Capability> probe_kernel();

/// Of the kernel that runs, as `uname -r` says it.
std::string kernel_release();

/// ctgate is built for, and tested on, kernels that describe their types.
Result<void> require_btf();

} // namespace ctgate
