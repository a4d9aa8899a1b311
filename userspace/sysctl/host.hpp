// SPDX-License-Identifier: MIT
// What there is: conntrack's settings here, and what their values depend on.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/sysctl/boot_files.hpp"
#include "userspace/sysctl/other_writers.hpp"
#include "userspace/sysctl/rules.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ctgate::sysctl
{

struct Value {
	std::int64_t now;
	bool writable; ///< false in a network namespace that may not change it
};

/// How long TCP is silent before it asks whether the other side is still there, and how long it waits for an answer.
struct Keepalive {
	std::int64_t time_s = 7'200, probes = 9, interval_s = 75;

	std::int64_t patience_s() const { return probes * interval_s; }
};

struct Host {
	std::map<std::string, Value, std::less<>> values; ///< of those that this kernel has
	std::int64_t entries = 0;                         ///< in the table of this network namespace
	std::int64_t ram_bytes = 0;
	std::int64_t page_bytes = 4'096;
	Keepalive keepalive;
	Rules rules;
	bool forwards = false;
	bool answers_dns = false;
	bool is_module = false; ///< nf_conntrack has to be loaded at boot
	bool boots_here = true; ///< /etc is of this network namespace, not only of another
	std::vector<Assignment> at_boot;
	std::vector<Writer> writers;

	/// ENOENT where conntrack is not loaded.
	static Result<Host> read(const Paths& paths);

	const Value* find(std::string_view setting) const;
	/// Of one that is there.
	std::int64_t now(std::string_view setting) const;
};

/// Whether what is in /etc is set in this network namespace at boot; not so in one that was entered from a host.
bool boots_here(const Paths& paths);

} // namespace ctgate::sysctl
