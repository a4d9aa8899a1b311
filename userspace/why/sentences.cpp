// SPDX-License-Identifier: MIT
#include "userspace/why/sentences.hpp"

#include "userspace/why/names.hpp"
#include "userspace/why/packet.hpp"
#include "userspace/wire/tcp_flags.hpp"

#include <linux/if_ether.h>

#include <fmt/format.h>

#include <algorithm>

namespace ctgate::why
{
namespace
{

constexpr std::uint32_t kVlanTag = 4;

std::string_view tags_text(std::uint32_t header)
{
	const std::uint32_t tags = header > ETH_HLEN ? (header - ETH_HLEN) / kVlanTag : 0;
	return tags == 0 ? "" : tags == 1 ? ", one VLAN tag" : ", two VLAN tags";
}

bool is_ip(std::uint16_t ethertype)
{
	return ethertype == ETH_P_IP || ethertype == ETH_P_IPV6;
}

Reason reason_of(const Config& config, ctg_reason id)
{
	const auto reasons = config.reasons();
	const auto found = std::ranges::find(reasons, id, &Reason::id);
	return found != reasons.end() ? *found
				      : Reason{id, fmt::format("reason {}", static_cast<int>(id)), CTG_OFF,
					       Topic::kLimit, "unknown to this ctgate"};
}

std::string span_text(std::chrono::duration<double> time)
{
	if (time < std::chrono::milliseconds{1})
		return "1 ms";
	if (time < std::chrono::seconds{1})
		return fmt::format("{:.0f} ms", time.count() * 1000);
	return time < std::chrono::minutes{2} ? fmt::format("{:.1f} s", time.count())
					      : fmt::format("{:.0f} min", time.count() / 60);
}

/// Behind what is left of a bucket: who may have it, and how long others wait.
std::string rest_text(const Level& level)
{
	const std::string wait = span_text(level.wait);
	if (level.reserve == 0)
		return level.is_empty() ? fmt::format("; EMPTY, the next in {}", wait) : "";
	if (!level.is_empty())
		return fmt::format(" ({} reserved)", level.reserve);
	return fmt::format("; EMPTY for strangers (the last {} are reserved), the next in {}", level.reserve, wait);
}

} // namespace

std::string reason_name(const Config& config, ctg_reason reason)
{
	return reason_of(config, reason).name;
}

std::string ethernet_sentence(const ctg_step& step)
{
	const std::string read =
		fmt::format("{}, header of {} bytes{}", ethertype_name(step.x), step.y, tags_text(step.y));
	return is_ip(step.x) ? read : read + "; ctgate looks no further";
}

std::string ip_sentence(const ctg_step& step)
{
	const std::string protocol = protocol_name(step.y);
	if (step.a == CTG_LATER_FRAGMENT)
		return fmt::format("{}, a later fragment: it has no ports, so no limit is asked", protocol);
	return fmt::format("{}, {}, {} bytes behind the headers", protocol, part_name(step.a), step.b);
}

std::string tcp_sentence(const ctg_step& step)
{
	return fmt::format("{}, header of {} bytes", wire::tcp_flag_names(step.x), step.y);
}

std::string udp_sentence(const ctg_step& step)
{
	return fmt::format("port {} to port {}, length field {}", step.a, step.b, step.y);
}

std::string icmp_sentence(const ctg_step& step)
{
	return fmt::format("type {}", step.x);
}

std::string reason_sentence(const Config& config, const ctg_step& step)
{
	const Reason reason = reason_of(config, static_cast<ctg_reason>(step.x));
	return fmt::format("{}: {}", reason.name, reason.what);
}

std::string action_sentence(const ctg_step& step, Certainty certainty)
{
	if (step.y == CTG_OFF)
		return "off: not even counted, and the packet goes on";
	if (step.y == CTG_DROP)
		return certainty == Certainty::kSure ? "drop" : "drop, but for now only counted; the packet goes on";
	if (step.x == CTG_TCP_OUT_OF_STATE)
		return fmt::format("monitor: one such segment in {} is counted, and all go on",
				   int{CTG_OUT_OF_STATE_SAMPLE});
	return "monitor: counted, and the packet goes on";
}

std::string set_sentence(const Config& config, const ctg_step& step)
{
	if (step.y == 0)
		return "the source is not in the set";
	if (step.x == CTG_SET_DENY)
		return "the source is in the set";
	return config.allow_excuses() == AllowExcuses::kMalformedToo
		       ? "the source is in the set: nothing more is asked"
		       : "the source is in the set: only malformed packets of it are dropped";
}

std::string conntrack_sentence(const ctg_step& step)
{
	switch (step.x) {
	case CTG_ENTRY_ORIGINAL:
		return "knows the flow; this packet goes the way of its first one";
	case CTG_ENTRY_REPLY:
		return "knows the flow; this packet goes the other way, as a reply does";
	case CTG_NO_ENTRY:
		return "knows no such flow";
	default:
		return "could not say, which is taken for a known flow";
	}
}

std::string learning_sentence(const ctg_step& step)
{
	return step.x == 0 ? "has been at work long enough to be believed"
			   : "may not know every flow yet, so what it does not know is only counted";
}

std::string limit_sentence(const ctg_image& image, std::uint32_t slot)
{
	const Limit limit = Limit::from_image(image.policy.limit[slot]);
	return fmt::format("{}: {}", limit.name, limit.matches());
}

std::string level_sentence(const Level& level)
{
	const std::string whose = level.prefix_bits ? fmt::format("source /{}", *level.prefix_bits)
						    : std::string{to_string(level.bucket)};
	return fmt::format("{}: {} of {} tokens left, {}{}", whose, level.tokens, level.burst, to_string(level.rate),
			   rest_text(level));
}

std::string memory_sentence(const ctg_step& step)
{
	switch (step.x) {
	case CTG_KNOWN:
		return "the source is known to behave: it may have the reserve";
	case CTG_ON_PROBATION:
		return "the source was first seen less than 17 seconds before: not for the reserve yet";
	default:
		return "the source is a stranger: not for the reserve";
	}
}

} // namespace ctgate::why
