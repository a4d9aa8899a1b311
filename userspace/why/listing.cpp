// SPDX-License-Identifier: MIT
#include "userspace/why/listing.hpp"

#include "userspace/why/packet.hpp"
#include "userspace/why/sentences.hpp"

#include <fmt/format.h>

#include <string_view>

namespace ctgate::why
{
namespace
{

constexpr std::string_view kUnasked = "not asked";

End end_of(const Asked& asked)
{
	const Fate fate = fate_of(asked.trace);
	const Config config = Config::from(asked.image.policy);
	return {.verdict = fate.verdict,
		.reason = fate.reason ? reason_name(config, *fate.reason) : "",
		.monitored = fate.monitored.empty() ? "" : reason_name(config, fate.monitored.front())};
}

std::string_view verdict_text(const End& end)
{
	return end.verdict ? word_of(*end.verdict) : kUnasked;
}

/// In brackets what was only counted.
std::string reason_text(const End& end)
{
	if (!end.reason.empty())
		return end.reason;
	return end.monitored.empty() ? "-" : fmt::format("({})", end.monitored);
}

std::string line(std::string_view first, const End& end, std::string_view rest)
{
	return fmt::format("{:>7}  {:<10}  {:<22}  {}\n", first, verdict_text(end), reason_text(end), rest);
}

} // namespace

void Tally::count(const Asked& asked)
{
	++ends_[end_of(asked)];
}

void Tally::count_unasked()
{
	++ends_[End{}];
}

std::string list_heading()
{
	return fmt::format("{:>7}  {:<10}  {:<22}  {}\n", "FRAME", "VERDICT", "REASON", "PACKET");
}

std::string list_line(std::uint64_t number, const Asked& asked)
{
	const std::string_view cut = asked.frame.size() < asked.wire_length ? ", cut off" : "";
	return line(std::to_string(number), end_of(asked),
		    fmt::format("{}{}", packet_text(asked.frame, asked.trace.steps), cut));
}

std::string unasked_line(std::uint64_t number, const std::string& sentence)
{
	return line(std::to_string(number), End{}, sentence);
}

std::string tally_text(const Tally& tally)
{
	std::string text = fmt::format("{:>7}  {:<10}  {}\n", "FRAMES", "VERDICT", "REASON");
	bool brackets = false;
	for (const auto& [end, frames] : tally.ends()) {
		text += fmt::format("{:>7}  {:<10}  {}\n", frames, verdict_text(end), reason_text(end));
		brackets |= end.reason.empty() && !end.monitored.empty();
	}
	return text + (brackets ? "         (in brackets: only counted, as monitored)\n" : "");
}

} // namespace ctgate::why
