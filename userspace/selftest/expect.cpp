// SPDX-License-Identifier: MIT
#include "userspace/selftest/expect.hpp"

#include "userspace/selftest/matching.hpp"

#include <algorithm>

namespace ctgate::selftest
{
namespace
{

bool is_in_force(const Config& config, ctg_reason reason)
{
	return reason != CTG_GO_ON && config.action(reason) != CTG_OFF;
}

/// What is said of a packet on its way through the filter, up to the reason that drops it.
class Way
{
public:
	explicit Way(const Config& config) : config_{config} {}

	void say(ctg_reason reason)
	{
		if (ended_ || !is_in_force(config_, reason))
			return;
		said_.push_back(reason);
		ended_ = config_.action(reason) == CTG_DROP;
	}

	bool ended() const { return ended_; }
	const std::vector<ctg_reason>& said() const { return said_; }

	/// The configuration has this reason in force, and it was not said.
	bool lacks(ctg_reason reason) const
	{
		return is_in_force(config_, reason) && std::ranges::find(said_, reason) == said_.end();
	}

private:
	const Config& config_;
	std::vector<ctg_reason> said_;
	bool ended_ = false;
};

ctg_reason of_layer4(const Probe& probe, Sight sight, ctg_family family)
{
	switch (sight) {
	case Sight::kWhole:
		return probe.reason;
	case Sight::kFirstFragment:
		return probe.in_first_fragment;
	case Sight::kTooShort:
		return is_read(probe.usual.type, family) ? CTG_TINY_FRAGMENT : CTG_GO_ON;
	default:
		return CTG_GO_ON;
	}
}

std::optional<std::uint32_t> limit_seen(const Config& config, const Probe& probe, Sight sight, ctg_family family)
{
	if (sight == Sight::kProtocol)
		return limit_of(config, CTG_LIMIT_OTHER, {});
	if (sight == Sight::kTooShort && is_read(probe.usual.type, family))
		return std::nullopt;
	return sight >= Sight::kTooShort ? probe.limit : std::nullopt;
}

} // namespace

Expected expect(const Config& config, ctg_family family, const Probe& probe, const NetworkShape& network,
		const LinkShape& link)
{
	const bool is_read = link.sight == Sight::kWhole;
	const Sight sight = is_read ? network.sight : link.sight;
	Way way{config};
	way.say(link.says);
	if (is_read)
		way.say(network.says);
	way.say(of_layer4(probe, sight, family));

	Expected expected{.admitted = !way.ended() && sight != Sight::kNothing};
	const ctg_reason denied = probe.denied_source ? CTG_PREFIX_DENIED : CTG_GO_ON;
	if (sight != Sight::kNothing)
		way.say(denied);
	expected.reasons = way.said();
	expected.concerns = probe.limit || is_in_force(config, probe.reason) || is_in_force(config, denied);
	if (way.ended())
		return expected;
	expected.limit = limit_seen(config, probe, sight, family);
	expected.unknown = sight >= Sight::kFirstFragment ? probe.unknown : CTG_GO_ON;
	expected.misses = way.lacks(probe.reason) || way.lacks(denied) || expected.limit != probe.limit;
	return expected;
}

} // namespace ctgate::selftest
