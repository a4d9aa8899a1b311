// SPDX-License-Identifier: MIT
// A frame as hex digits, the way people paste it.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/wire/bytes.hpp"

#include <string_view>

namespace ctgate::wire
{

/// Digits, with blanks, line breaks and colons wherever. Of what `tcpdump -xx` and `-XX` print, the lines with an
/// offset (`0x0010:`) are read and the others left out. EINVAL for anything else, for two frames, and for an IP
/// packet without its Ethernet header.
Result<Bytes> parse_hex(std::string_view text);

} // namespace ctgate::wire
