// SPDX-License-Identifier: MIT
// Whether this kernel can do what libxdp's dispatcher is made of, found out by doing it.
#pragma once

#include "loader/base/error.hpp"

namespace ctgate
{

/// Nothing when the kernel lets one program replace a function of another (freplace). ENOTSUP: it does not, and libxdp
/// would put a single program on the interface without a word.
Result<void> require_freplace();

/// What to say, and what to do instead, when it refused with this errno.
std::unexpected<Error> no_freplace(int code);

} // namespace ctgate
