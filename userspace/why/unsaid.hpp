// SPDX-License-Identifier: MIT
// What the steps of a frame say by what is not among them.
#pragma once

#include "userspace/config/config.hpp"

#include <string>
#include <vector>

namespace ctgate::why
{

/// "tcp_data_offset, tcp_flags_*": the checks of the layer in steps[at] that found nothing; empty when none did.
std::string checks_passed(const ctg_image& image, const std::vector<ctg_step>& steps, std::size_t at);

/// Why no bucket was asked about a packet that passed; empty when one was, or when another step says why.
std::string unasked_sentence(const ctg_image& image, const std::vector<ctg_step>& steps);

} // namespace ctgate::why
