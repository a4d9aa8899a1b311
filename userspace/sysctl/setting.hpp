// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ctgate::sysctl
{

enum class Unit { kNumber, kSeconds };

/// Before every name.
inline constexpr std::string_view kDirectory = "net.netfilter.";
inline constexpr std::string_view kPrefix = "nf_conntrack_";

/// Whose value it is.
enum class Scope {
	kMachine,   ///< one for all network namespaces; only the initial one may write it
	kNamespace, ///< each network namespace has its own
};

struct Range {
	std::int64_t least, most;

	constexpr bool holds(std::int64_t value) const { return value >= least && value <= most; }
};

struct Setting {
	std::string_view name; ///< without nf_conntrack_
	Unit unit;
	Scope scope;
	Range safe;     ///< what a profile may propose
	Range accepted; ///< what is taken when somebody asks for it
	std::string_view does;
	std::string_view risk; ///< of a wrong value

	/// "net.netfilter.nf_conntrack_max"
	std::string key() const;
	/// "7920 (2h 12m)"
	std::string text(std::int64_t value) const;
};

} // namespace ctgate::sysctl
