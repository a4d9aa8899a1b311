// SPDX-License-Identifier: MIT
// The packets that are measured, and the configurations under which ctgate judges them.
#pragma once

#include "bpf/abi.h"
#include "tests/packet/frame.hpp"
#include "userspace/config/config.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ctgate::bench
{

enum class Sources { kOne, kAnotherEachPacket };

struct Traffic {
	std::string name;
	packet::Bytes frame;
	std::string least; ///< the smallest variant of xdp-filter that looks at such a packet
	Config config = Config::defaults();
	ctg_reason reason = CTG_GO_ON; ///< why ctgate drops it; CTG_GO_ON when it passes
	bool xdp_filter_drops = false; ///< by its rule, see XdpFilter
	bool over_limit = false;       ///< a limiter drops it, unless it never saw the source
	Sources sources = Sources::kOne;
	std::uint16_t known_from = 0;      ///< source port of a UDP flow that conntrack is made to know before; 0: none
	std::optional<double> aim_ns = {}; ///< so far above the empty program it may be
};

/// A row each of the first table.
std::vector<Traffic> traffic();
/// What is sent through the veth: all of it to be dropped.
std::vector<Traffic> attacks();

struct Setting {
	std::string name;
	Config config;
	std::uint32_t denied = 0; ///< prefixes in the deny set, none of which matches
};

/// A row each of the second table: nothing on, then each switch by itself, limits generous.
std::vector<Setting> settings();
/// A column each of the second table: what passes under every setting.
std::vector<Traffic> passing_traffic();

/// The image that the loader would compile into the program; `deny` as in MachineFacts.
ctg_image image_of(const Config& config, std::uint8_t deny = 0);

} // namespace ctgate::bench
