// SPDX-License-Identifier: MIT
// A value of a configuration file as the command line would take it.
#pragma once

#include "loader/base/error.hpp"

#include <toml++/toml.h>

#include <string>

namespace ctgate::file
{

enum class Kind { kBoolean, kText, kNumber, kDuration, kPorts };

/// EINVAL says what the key takes instead: "takes true or false".
Result<std::string> text_of(const toml::node& value, Kind kind);

} // namespace ctgate::file
