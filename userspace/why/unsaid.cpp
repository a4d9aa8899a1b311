// SPDX-License-Identifier: MIT
#include "userspace/why/unsaid.hpp"

#include "userspace/why/packet.hpp"

#include <fmt/format.h>

namespace ctgate::why
{
namespace
{

enum class Found { kNothing, kSomething, kStopped };

/// What the reasons that follow steps[at] immediately have to say on one topic.
Found found_on(Topic topic, const std::vector<ctg_step>& steps, std::size_t at)
{
	for (++at; at < steps.size() && steps[at].kind == CTG_STEP_REASON; ++at) {
		const Reason* const reason = find_reason(static_cast<ctg_reason>(steps[at].x));
		if (reason && reason->topic == topic)
			return steps[at].y == CTG_DROP ? Found::kStopped : Found::kSomething;
	}
	return Found::kNothing;
}

bool is_excused(const std::vector<ctg_step>& steps)
{
	const auto* set = find_step(steps, CTG_STEP_SET);
	return set && set->x == CTG_SET_ALLOW && set->y != 0;
}

/// A layer-4 header that was there to be read, if there is one for this protocol.
bool was_read(const ctg_step& ip, const std::vector<ctg_step>& steps)
{
	if (ip.a == CTG_LATER_FRAGMENT)
		return false;
	if (find_step(steps, CTG_STEP_TCP) || find_step(steps, CTG_STEP_UDP) || find_step(steps, CTG_STEP_ICMP))
		return true;
	return !find_step(steps, CTG_STEP_REASON); // another protocol: it has no header that could be broken
}

std::string limit_left_alone(const ctg_limit& limit, const std::vector<ctg_step>& steps)
{
	if (!limit.new_only)
		return "not asked: all of its buckets are off";
	const auto* answer = find_step(steps, CTG_STEP_CONNTRACK);
	const bool known = answer && (answer->x == CTG_ENTRY_ORIGINAL || answer->x == CTG_ENTRY_REPLY);
	return fmt::format("not asked: it counts new flows only, and conntrack {}",
			   known ? "knows this one" : "could not say whether this is one");
}

} // namespace

std::string checks_passed(const ctg_image& image, const std::vector<ctg_step>& steps, std::size_t at)
{
	if (steps[at].kind == CTG_STEP_UDP)
		return found_on(Topic::kUdp, steps, at) == Found::kNothing ? "udp_length" : "";
	const Found offset = found_on(Topic::kTcp, steps, at);
	if (offset == Found::kStopped)
		return "";
	std::string passed = offset == Found::kNothing ? "tcp_data_offset" : "";
	if (image.machine.tcp_flags && found_on(Topic::kTcpFlags, steps, at) == Found::kNothing)
		passed += fmt::format("{}tcp_flags_*", passed.empty() ? "" : ", ");
	return passed;
}

std::string unasked_sentence(const ctg_image& image, const std::vector<ctg_step>& steps)
{
	const auto* ip = find_step(steps, CTG_STEP_IP);
	if (!ip || is_excused(steps) || !was_read(*ip, steps) || find_step(steps, CTG_STEP_BUCKET))
		return "";
	if (const auto* limit = find_step(steps, CTG_STEP_LIMIT))
		return limit_left_alone(image.policy.limit[limit->x], steps);
	return find_step(steps, CTG_STEP_CONNTRACK) ? "" : "none is for such a packet, and conntrack is not asked";
}

} // namespace ctgate::why
