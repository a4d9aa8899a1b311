// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ctgate::bench
{

/// What a reader must know to judge the figures: date, kernel, CPU, the mitigations in force, and
/// settings of the kernel that make every BPF program slower. Lines, each with its newline.
std::string machine_facts();

} // namespace ctgate::bench
