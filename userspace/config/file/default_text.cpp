// SPDX-License-Identifier: MIT
// What `ctgate config default` prints: made from the built-in configuration, so that it cannot say anything else.
#include "userspace/config/file/values.hpp"

#include <algorithm>
#include <map>

namespace ctgate::file
{
namespace
{

constexpr std::string_view kHead = R"(# The configuration that is built into ctgate. `ctgate config default` prints it.
#
# Do not change this file, an upgrade replaces it. Say what you want otherwise in
# /etc/ctgate/ctgate.toml, or in a file of /etc/ctgate/conf.d/, and try it with `ctgate config check`.
# Of two files that say the same, the one that is read later counts: this one first, then ctgate.toml, then
# conf.d/*.toml by their names. [interface.NAME] says more than [interface."PATTERN*"], and that more than [defaults].
#
# Interfaces that ctgate is to filter; all that is here holds for them:
#   [interface.eth0]
#   [interface."enp*"]
#   armed = false
#   reasons."limit_syn_*" = "drop"
#
# Prefixes, for all interfaces together; only a set that a file speaks of is touched:
#   [sets.allow]
#   prefixes = ["192.0.2.0/28 # our monitoring"]
#   [sets.deny]
#   prefixes = ["203.0.113.0/24"]
#   files = ["/etc/ctgate/deny.txt"]

)";

const std::map<std::string_view, std::string_view> kExplained = {
	{"armed", "false: nothing drops, everything still counts"},
	{"mode", "native (in the driver) or generic (slower, works everywhere)"},
	{"attachment", "shared (docs/shared.md; priority = 10), or none: no filter"},
	{"sketch", "memory for sources, for as long as the filter stands"},
	{"allow_excuses", "allowed sources are excused from: limits, or malformed too"},
	{"learning", "so long conntrack's word only counts after it began anew"},
};

std::string explanation_of(const std::string& path, const std::vector<Reason>& reasons)
{
	if (const auto found = kExplained.find(path); found != kExplained.end())
		return std::string{found->second};
	const auto reason =
		std::ranges::find_if(reasons, [&](const Reason& one) { return "reasons." + one.name == path; });
	return reason == reasons.end() ? "" : reason->what;
}

} // namespace

std::string default_text()
{
	const Settings built_in;
	const auto reasons = built_in.config.reasons();
	std::vector<Line> lines;
	for (const Value& value : values_of(built_in)) {
		// Else a file that sizes such a bucket would find it switched off, and would have to switch it on too.
		const bool off_bucket = value.path.starts_with("reasons.limit_") && value.text == "\"off\"";
		lines.push_back({value, explanation_of(value.path, reasons), !value.idle && !off_bucket});
	}
	return std::string{kHead} + write_lines("defaults", lines);
}

} // namespace ctgate::file
