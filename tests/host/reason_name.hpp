// SPDX-License-Identifier: MIT
// Makes GoogleTest print a reason by its name.
#pragma once

#include "loader/reasons.hpp"

#include <ostream>

/// Found by argument-dependent look-up, so it stands where `enum ctg_reason` does.
inline void PrintTo(ctg_reason reason, std::ostream* out)
{
	const ctgate::Reason* known = ctgate::find_reason(reason);
	*out << (known ? known->name : reason == CTG_GO_ON ? "go on" : "no such reason");
}
