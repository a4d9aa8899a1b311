// SPDX-License-Identifier: MIT
#include "userspace/report/selftest.hpp"

#include <fmt/ranges.h>

namespace ctgate::report
{
namespace
{

/// A page less what XDP keeps for itself: what is certain to be in the first buffer of a frame.
constexpr unsigned kFirstBuffer = 3'498;

/// The reasons that drop unless somebody says otherwise, and now have this action.
std::vector<std::string> lowered_to(const Config& config, ctg_action action)
{
	std::vector<std::string> names;
	for (const Reason& reason : config.reasons())
		if (reason.default_action == CTG_DROP && config.action(reason.id) == action)
			names.push_back(reason.name);
	return names;
}

void add_configuration(std::vector<std::string>& notes, const Config& config)
{
	if (config.arming() == Arming::kDisarmed)
		notes.emplace_back("The filter is disarmed: what is caught is counted, and passes (ctgate arm).");
	if (const auto off = lowered_to(config, CTG_OFF); !off.empty())
		notes.push_back(fmt::format("Off, so that such packets pass uncounted: {}.", fmt::join(off, " ")));
	if (const auto monitored = lowered_to(config, CTG_MONITOR); !monitored.empty())
		notes.push_back(
			fmt::format("Only monitored, so that such packets pass: {}.", fmt::join(monitored, " ")));
}

void add_device(std::vector<std::string>& notes, const Selftest& selftest)
{
	const std::string& interface = selftest.status.interface_now;
	if (selftest.status.running && selftest.status.running->mode == XdpMode::kGeneric)
		notes.emplace_back("Generic mode: packets are judged after the kernel allocated memory for them, "
				   "which costs a flood less than it should (ctgate attach --mode native).");
	if (selftest.device.strips_vlan_tags)
		notes.push_back(
			fmt::format("{0} takes the outer VLAN tag off (ethtool -k {0}: rx-vlan-offload): frames "
				    "arrive with one tag less than on the wire. Nothing slips by for that; a "
				    "third tag may come to be read.",
				    interface));
	if (selftest.device.mtu > kFirstBuffer)
		notes.push_back(fmt::format("Frames of MTU {} may come in several buffers. They are judged by their "
					    "headers, which must be in the first; ip_truncated counts those where they "
					    "are not.",
					    selftest.device.mtu));
}

} // namespace

std::vector<std::string> selftest_notes(const Selftest& selftest)
{
	std::vector<std::string> notes;
	add_configuration(notes, selftest.status.config);
	add_device(notes, selftest);
	if (selftest.findings.count(selftest::Outcome::kNotTried) > 0)
		notes.emplace_back("Not tried: this kernel runs no frames in several buffers for a test.");
	return notes;
}

} // namespace ctgate::report
