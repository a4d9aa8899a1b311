// SPDX-License-Identifier: MIT
// What CLI11 could not parse -> one sentence with the way out.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace ctgate::cli
{

/// "`atach` is not understood here; did you mean `attach`? (see ctgate --help)"
std::string usage_sentence(const CLI::App& app, const CLI::ParseError& error);

} // namespace ctgate::cli
