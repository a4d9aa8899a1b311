// SPDX-License-Identifier: MIT
#include "tests/bpf/outcome.hpp"

#include "loader/reasons.hpp"
#include "userspace/config/config.hpp"

#include <linux/bpf.h>

#include <fmt/format.h>

#include <algorithm>

namespace ctgate
{
namespace
{

std::string name_of(ctg_reason reason)
{
	static const std::vector<Reason> known = Config::defaults().reasons();
	return std::ranges::find(known, reason, &Reason::id)->name;
}

} // namespace

Tallies& operator+=(Tallies& sum, const Tallies& more)
{
	for (const auto& [counter, tally] : more) {
		sum[counter].packets += tally.packets;
		sum[counter].bytes += tally.bytes;
	}
	return sum;
}

Outcome& Outcome::operator+=(const Outcome& later)
{
	verdict = later.verdict;
	moved += later.moved;
	return *this;
}

void PrintTo(const Outcome& outcome, std::ostream* out)
{
	*out << (outcome.verdict == XDP_PASS   ? "PASS"
		 : outcome.verdict == XDP_DROP ? "DROP"
					       : "verdict " + std::to_string(outcome.verdict));
	for (const auto& [counter, tally] : outcome.moved)
		*out << fmt::format(", {}: {} packets {} bytes", counter, tally.packets, tally.bytes);
}

ctg_reason limit_reason(std::string_view limit, ctg_limit_bucket bucket)
{
	return Config::defaults().reason(limit, bucket);
}

Outcome passed(const packet::Bytes& frame)
{
	return {XDP_PASS, {{"passed", {1, frame.size()}}}};
}

Outcome monitored(std::string_view reason, const packet::Bytes& frame)
{
	Outcome outcome = passed(frame);
	outcome.moved[fmt::format("monitored {}", reason)] = {1, frame.size()};
	return outcome;
}

Outcome monitored(ctg_reason reason, const packet::Bytes& frame)
{
	return monitored(name_of(reason), frame);
}

Outcome dropped(std::string_view reason, const packet::Bytes& frame)
{
	return {XDP_DROP, {{fmt::format("dropped {}", reason), {1, frame.size()}}}};
}

Outcome dropped(ctg_reason reason, const packet::Bytes& frame)
{
	return dropped(name_of(reason), frame);
}

} // namespace ctgate
