// SPDX-License-Identifier: MIT
#include "userspace/report/saved.hpp"

#include "loader/probe.hpp"
#include "userspace/report/wrap.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ctgate::report
{
namespace
{

bool is_malformed(const Reason& reason)
{
	return reason.topic == Topic::kTcp || reason.topic == Topic::kTcpFlags || reason.topic == Topic::kUdp ||
	       reason.topic == Topic::kIcmp;
}

std::string line(std::string_view name, const Saved& kept_out)
{
	return fmt::format("  {:<30}{:>15}{:>18}\n", name, kept_out.entries, kept_out.slot_seconds);
}

std::uint64_t malformed_packets(const Drops& drops)
{
	std::uint64_t packets = 0;
	for (const Reason& reason : reasons())
		if (is_malformed(reason))
			packets += drops.status.counters.dropped[reason.id].packets;
	return packets;
}

} // namespace

Saved& Saved::operator+=(const Saved& other)
{
	entries += other.entries;
	slot_seconds += other.slot_seconds;
	return *this;
}

Saved saved(const Counters::Entries& entries, const conntrack::Timeouts& timeouts)
{
	Saved sum;
	for (std::size_t kind = CTG_ENTRY_UDP; kind < entries.size(); ++kind) {
		const auto life = timeouts.of(static_cast<ctg_entry_kind>(kind)).count();
		if (life > 0)
			sum += {.entries = entries[kind],
				.slot_seconds = entries[kind] * static_cast<std::uint64_t>(life)};
	}
	return sum;
}

std::string saved_text(const Drops& drops)
{
	if (!drops.timeouts)
		return labelled("saved", drops.timeouts.error().message());
	if (!drops.status.asks_conntrack)
		return labelled("saved", no_look_up().error().message());
	std::string text =
		fmt::format("  {:<30}{:>15}{:>18}\n", "KEPT OUT OF CONNTRACK, at most", "entries", "slot-seconds");
	Saved all;
	for (const Reason& reason : drops.status.config.reasons()) {
		const Saved one = saved(drops.status.counters.entries_dropped[reason.id], *drops.timeouts);
		all += one;
		if (one.entries > 0)
			text += line(reason.name, one);
	}
	if (const auto packets = malformed_packets(drops); packets > 0) {
		text += line("malformed", {});
		text += labelled("",
				 fmt::format("{} malformed packets would have cost an allocation each, and in a full "
					     "table an eviction; no entry of them stays",
					     packets));
	}
	return all.entries == 0 && malformed_packets(drops) == 0 ? "" : text;
}

} // namespace ctgate::report
