// SPDX-License-Identifier: MIT
// One step of the filter in one sentence, without its label.
#pragma once

#include "bpf/abi.h"
#include "userspace/config/config.hpp"
#include "userspace/why/fate.hpp"
#include "userspace/why/level.hpp"

#include <string>

namespace ctgate::why
{

std::string reason_name(const Config& config, ctg_reason reason);

std::string ethernet_sentence(const ctg_step& step);
std::string ip_sentence(const ctg_step& step);
std::string tcp_sentence(const ctg_step& step);
std::string udp_sentence(const ctg_step& step);
std::string icmp_sentence(const ctg_step& step);
std::string reason_sentence(const Config& config, const ctg_step& step);
std::string action_sentence(const ctg_step& step, Certainty certainty);
std::string set_sentence(const Config& config, const ctg_step& step);
std::string conntrack_sentence(const ctg_step& step);
std::string learning_sentence(const ctg_step& step);
std::string limit_sentence(const ctg_image& image, std::uint32_t slot);
std::string level_sentence(const Level& level);
std::string memory_sentence(const ctg_step& step);

} // namespace ctgate::why
