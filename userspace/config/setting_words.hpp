// SPDX-License-Identifier: MIT
// Single settings of an interface, in the words that the command line and the configuration file share.
#pragma once

#include "loader/interface.hpp"
#include "loader/shared/sharing.hpp"
#include "userspace/config/config.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ctgate
{

/// How the filter shares the interface with others, and whether it is there at all.
enum class Attachment {
	kExclusive, ///< alone, by a link that nobody else can replace
	kShared,    ///< beside other programs, behind libxdp's dispatcher
	kNone,      ///< no filter, although a pattern names the interface
};

Result<Attachment> parse_attachment(std::string_view text);
std::string_view to_string(Attachment attachment);

/// From 0, which comes first among those who share an interface, to 65535.
Result<Priority> parse_priority(std::string_view text);

Result<XdpMode> parse_mode(std::string_view text);

/// Memory for sources in lines of the sketch, 64 bytes each: "8M".
Result<std::uint32_t> parse_sketch_size(std::string_view text);
std::string sketch_size_text(std::uint32_t lines);

Result<AllowExcuses> parse_excuses(std::string_view text);
std::string_view to_string(AllowExcuses what);

/// From "0s" to a day, unlike other durations: 0 is to learn nothing.
Result<std::chrono::seconds> parse_learning(std::string_view text);

} // namespace ctgate
