// SPDX-License-Identifier: MIT
#include "userspace/report/text.hpp"

#include "loader/probe.hpp"
#include "loader/reasons.hpp"
#include "userspace/report/saved.hpp"
#include "userspace/report/wrap.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <vector>

namespace ctgate::report
{
namespace
{

std::string local_time(std::chrono::system_clock::time_point time)
{
	return fmt::format("{:%F %T}", fmt::localtime(std::chrono::system_clock::to_time_t(time)));
}

std::string_view word_for(Whereabouts whereabouts)
{
	switch (whereabouts) {
	case Whereabouts::kElsewhere:
		return "MOVED";
	case Whereabouts::kOff:
		return "OFF";
	default:
		return "GONE";
	}
}

std::string heading(const Status& status)
{
	const std::string since = local_time(status.attached_at);
	if (!status.running)
		return fmt::format("{}: {}: {}; counters since {}\n", status.interface, word_for(status.whereabouts),
				   status.absence, since);
	const std::string renamed =
		status.interface_now == status.interface ? "" : fmt::format(" (now {})", status.interface_now);
	return fmt::format("{}{}: {}, {}{}, program {}, attached {}\n", status.interface, renamed,
			   status.config.arming() == Arming::kArmed ? "armed" : "DISARMED (nothing drops)",
			   to_string(status.running->mode), status.sharing == Sharing::kShared ? ", shared" : "",
			   status.running->program_id, since);
}

/// The reasons with this action; those of TCP_FLAGS as one word when they agree.
std::string names_of(const Config& config, ctg_action action)
{
	std::size_t flags = 0, flags_in_all = 0;
	const std::vector<Reason> reasons = config.reasons();
	for (const Reason& reason : reasons) {
		const bool is_flags = reason.topic == Topic::kTcpFlags;
		flags_in_all += is_flags;
		flags += is_flags && config.action(reason.id) == action;
	}
	std::vector<std::string> names;
	if (flags == flags_in_all)
		names.push_back(fmt::format("tcp_flags_*({})", flags));
	for (const Reason& reason : reasons)
		if (reason.topic != Topic::kLimit && config.action(reason.id) == action &&
		    !(reason.topic == Topic::kTcpFlags && flags == flags_in_all))
			names.emplace_back(reason.name);
	return names.empty() ? "(none)" : fmt::format("{}", fmt::join(names, " "));
}

std::string count_line(std::string_view name, const Count& count)
{
	return fmt::format("  {:<10} {:>16} packets {:>18} bytes\n", name, count.packets, count.bytes);
}

using Counts = std::array<Count, CTG_REASON_MAX>;

/// One line for every reason that counted something.
std::string reason_lines(const Drops& drops, Counts Counters::*outcome)
{
	std::string text;
	for (const Reason& reason : drops.status.config.reasons()) {
		const Count& now = (drops.status.counters.*outcome)[reason.id];
		if (now.packets > 0)
			text += fmt::format("  {:<30}{:>15}{:>18}{:>13.0f}\n", reason.name, now.packets, now.bytes,
					    drops.per_second(now, (drops.earlier.*outcome)[reason.id]));
	}
	return text.empty() ? "  (nothing)\n" : text;
}

/// "20000/s drop", or "-" where nothing is asked; `ctgate limit list` has the bursts too.
std::string rate_text(const Config& config, const Limit& limit, ctg_limit_bucket bucket)
{
	const ctg_action action = config.action(config.reason(limit.name, bucket));
	if (action == CTG_OFF)
		return "-";
	return fmt::format("{} {}", to_string(limit.bucket[bucket].rate), to_string(action));
}

std::string limit_line(const Config& config, const Limit& limit)
{
	std::string text = fmt::format("  {:<11}{:<19}{:<17}{}\n", limit.name, rate_text(config, limit, CTG_TOTAL),
				       rate_text(config, limit, CTG_EACH_SOURCE), limit.summary());
	if (config.action(config.reason(limit.name, CTG_EACH_DESTINATION)) != CTG_OFF)
		text += fmt::format("  {:<11}{} each destination\n", "",
				    rate_text(config, limit, CTG_EACH_DESTINATION));
	return text;
}

/// Who shares the interface: each is asked about what those above it let through.
std::string sharing_text(const Status& status)
{
	std::string text;
	for (const auto& member : status.running->sharing)
		text += labelled(text.empty() ? "priority" : "",
				 fmt::format("{:<4} {}, program {}{}", member.priority, member.name, member.program_id,
					     member.program_id == status.running->program_id ? " (this filter)" : ""));
	return text;
}

std::string families_text(std::uint8_t families)
{
	constexpr std::uint8_t kIpv4 = 1 << CTG_IPV4, kIpv6 = 1 << CTG_IPV6;
	return families == kIpv4 ? "IPv4" : families == kIpv6 ? "IPv6" : families ? "IPv4 and IPv6" : "empty";
}

std::string sets_text(const Status& status)
{
	std::string text;
	if (status.allow || status.deny)
		text += labelled("sets", fmt::format("allow: {}, deny: {} (ctgate allow list, ctgate deny list)",
						     families_text(status.allow), families_text(status.deny)));
	if (status.config.allow_excuses() == AllowExcuses::kMalformedToo)
		text += labelled("", "allowed sources may send malformed packets too (ctgate allow excuse)");
	if (!status.follows_sets)
		text += labelled("note", "a change of the sets was cut short: this interface still has the old ones; "
					 "repeat it, or make any other change");
	return text;
}

} // namespace

std::string config_text(const Config& config)
{
	std::string text;
	for (const ctg_action action : {CTG_DROP, CTG_MONITOR, CTG_OFF})
		text += labelled(to_string(action), names_of(config, action));
	text += fmt::format("  {:<11}{:<19}{:<17}{}\n", "LIMIT", "IN ALL", "EACH SOURCE", "OF");
	for (const Limit& limit : config.limits())
		text += limit_line(config, limit);
	return text;
}

std::string status_text(const Status& status)
{
	std::string text = heading(status);
	text += count_line("passed", status.counters.passed);
	text += count_line("dropped", status.counters.dropped_in_all());
	text += count_line("monitored", status.counters.monitored_in_all());
	if (!status.running)
		return text;
	text += sharing_text(status);
	text += config_text(status.config);
	text += sets_text(status);
	if (!status.asks_conntrack)
		text += labelled("note", no_look_up().error().message());
	if (status.foreign_zone)
		text += labelled("note",
				 fmt::format("conntrack has entries in zone {} (conntrack -L -w {}); the filter "
					     "sees the default zone only, so packets of these flows count as "
					     "unknown to conntrack",
					     *status.foreign_zone, *status.foreign_zone));
	return text;
}

std::string drops_text(const Drops& drops)
{
	const Counters& now = drops.status.counters;
	std::string text = heading(drops.status);
	text += fmt::format("  {:<30}{:>15}{:>18}{:>13}\n", "DROPPED", "packets", "bytes", "packets/s");
	text += reason_lines(drops, &Counters::dropped);
	text += fmt::format("  {:<30}\n", "MONITORED (would be dropped)");
	text += reason_lines(drops, &Counters::monitored);
	text += fmt::format("  {:<30}{:>15}{:>18}{:>13.0f}\n", "PASSED", now.passed.packets, now.passed.bytes,
			    drops.per_second(now.passed, drops.earlier.passed));
	text += saved_text(drops);
	text += fmt::format("  rates over the last {:.1f} s\n", drops.seconds());
	text += labelled("check", fmt::format("bpftool map dump pinned {}", drops.status.counters_pin));
	return text;
}

} // namespace ctgate::report
