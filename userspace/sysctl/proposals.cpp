// SPDX-License-Identifier: MIT
// What is asked for, what the profile has, and what belongs to both.
#include "userspace/sysctl/draft.hpp"

#include "userspace/sysctl/catalogue.hpp"
#include "userspace/sysctl/memory.hpp"

#include <fmt/ranges.h>

#include <set>

namespace ctgate::sysctl
{
namespace
{

/// From here on a table of more entries than buckets is worth a change of its own.
constexpr std::int64_t kCrowded = 2;

Result<void> require_changeable(const Host& host, const Setting& setting)
{
	const Value* value = host.find(setting.name);
	if (!value)
		return fail(EINVAL, "this kernel has no {}{}", kPrefix, setting.name);
	if (value->writable)
		return {};
	return fail(
		EINVAL,
		"{} belongs to the initial network namespace and cannot be changed in this one; run ctgate tune there",
		setting.name);
}

std::string why_asked(const Asked& asked, std::int64_t value)
{
	if (value == asked.value)
		return fmt::format("asked for ({})", asked.setting->does);
	return fmt::format("asked for {}, which the kernel rounds up to whole pages", asked.value);
}

/// A profile makes room and lets entries go sooner, nothing else: somebody may have had his reasons to go further.
bool goes_further(const Host& host, const Target& target)
{
	if (target.setting != "max")
		return target.value < host.now(target.setting);
	return target.value > host.now("max") && target.value > host.entries &&
	       target.value <= entries_in(host.ram_bytes, kMemoryShareMost);
}

/// Whether a table as it stands wants more buckets, and the memory, taken at once, has room for them.
bool is_crowded(const Host& host)
{
	const std::int64_t max = host.now("max");
	return host.now("buckets") < max / kCrowded && max <= host.ram_bytes / 100 * kMemoryShareUsual / kBucketBytes;
}

} // namespace

Result<void> take_asked(Draft& draft)
{
	for (const Asked& asked : draft.wish.settings) {
		if (auto possible = require_changeable(draft.host, *asked.setting); !possible)
			return possible;
		const std::int64_t value =
			asked.setting->name == "buckets" ? draft.whole_pages(asked.value) : asked.value;
		draft.propose(asked.setting->name, value, Origin::kAsked, why_asked(asked, value));
	}
	return {};
}

void take_profile(Draft& draft)
{
	const ChosenProfile& profile = draft.plan.profile.emplace(choose_profile(*draft.wish.profile, draft.host));
	std::vector<std::string_view> elsewhere;
	std::set<const Writer*> told;
	for (Target& target : targets(profile.name, draft.host)) {
		if (!draft.host.find(target.setting) || draft.wish.find(target.setting) ||
		    !goes_further(draft.host, target))
			continue;
		const Writer* writer = writer_of(draft.host.writers, target.setting);
		if (!draft.writable(target.setting))
			elsewhere.push_back(target.setting);
		else if (writer && !writer->takes_away && told.insert(writer).second)
			draft.plan.notes.push_back(writer->says + "; left out here");
		else if (!writer || writer->takes_away)
			draft.propose(target.setting, target.value, Origin::kProfile, std::move(target.why));
	}
	if (!elsewhere.empty())
		draft.plan.notes.push_back(fmt::format(
			"{} of the initial network namespace cannot be changed in this one, and {} left out",
			fmt::join(elsewhere, ", "), elsewhere.size() == 1 ? "is" : "are"));
}

void couple(Draft& draft)
{
	const std::int64_t max = draft.after("max"), buckets = draft.before("buckets");
	const bool crowded = draft.changes("max") ? buckets < max : draft.wish.profile && is_crowded(draft.host);
	if (crowded && !draft.wish.find("buckets") && draft.writable("buckets"))
		draft.propose("buckets", draft.whole_pages(max), Origin::kCoupled,
			      fmt::format("as many as entries; with {} a look-up would walk {} of them", buckets,
					  (max + buckets - 1) / buckets));
	const std::int64_t single = draft.after("udp_timeout");
	if (draft.wish.find("udp_timeout") && single > draft.after("udp_timeout_stream") &&
	    !draft.wish.find("udp_timeout_stream") && draft.writable("udp_timeout_stream"))
		draft.propose("udp_timeout_stream", single, Origin::kCoupled,
			      "a conversation must not be forgotten sooner than a single datagram");
}

} // namespace ctgate::sysctl
