// SPDX-License-Identifier: MIT
// What libxdp writes down of a dispatcher, and where:
// https://github.com/xdp-project/xdp-tools/blob/main/lib/libxdp/protocol.org Its library reads the same, but
// version 1.3 leaves file descriptors behind each time, which hold programs and maps.
#pragma once

#include "loader/base/error.hpp"
#include "loader/base/unique_fd.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include <xdp/prog_dispatcher.h>

namespace ctgate
{

/// As many bytes as the version of libxdp that made the dispatcher has, from its only map.
Result<std::vector<std::byte>> dispatcher_config(int dispatcher);
/// What this version knows of it. EPROTO when it is none that it knows.
Result<xdp_dispatcher_config> known_part(std::span<const std::byte> config);

inline constexpr const char* kDispatcherPins = "/sys/fs/bpf/xdp";
/// The pins of one dispatcher.
std::filesystem::path dispatcher_directory(unsigned ifindex, unsigned dispatcher);
/// In it, the program of a member and the link by which it replaces its function.
std::filesystem::path member_program(const std::filesystem::path& directory, std::size_t member);
std::filesystem::path member_link(const std::filesystem::path& directory, std::size_t member);

/// libxdp holds the same lock while it reads or writes pins.
Result<UniqueFd> lock_dispatchers();

} // namespace ctgate
