// SPDX-License-Identifier: MIT
// Network interfaces of the caller's network namespace, and who runs XDP on them.
#pragma once

#include "loader/base/error.hpp"

#include <optional>
#include <string>

namespace ctgate
{

enum class XdpMode {
	kNative,  ///< in the driver, before an skb exists
	kGeneric, ///< after it; slower, and works everywhere
};

constexpr std::string_view to_string(XdpMode mode)
{
	return mode == XdpMode::kNative ? "native" : "generic";
}

struct Interface {
	std::string name;
	unsigned index;

	/// ENODEV with the nearest name there is.
	static Result<Interface> find(const std::string& name);
};

/// A program that runs on an interface.
struct XdpProgram {
	unsigned id;
	std::string name; ///< at most 15 characters, the kernel's limit
	XdpMode mode;
};

/// None when the hook is free.
Result<std::optional<XdpProgram>> running_on(unsigned ifindex);

/// EOPNOTSUPP, and the command that attaches nevertheless; `options` are what it needs.
std::unexpected<Error> no_native_xdp(const Interface& interface, std::string_view options);

/// Whose program that is, in words: "libxdp's dispatcher; `xdp-loader status` lists what runs behind it".
std::string describe(const XdpProgram& program);

/// Empty in the initial network namespace, else ":<cookie>", which no interface name can contain.
Result<std::string> namespace_suffix();

} // namespace ctgate
