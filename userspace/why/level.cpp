// SPDX-License-Identifier: MIT
#include "userspace/why/level.hpp"

#include <algorithm>

namespace ctgate::why
{
namespace
{

using BucketTime = std::chrono::duration<std::int64_t, std::ratio<1, std::nano::den * std::int64_t{CTG_TIME_PER_NS}>>;

/// What a bucket is made of, whichever it is.
struct Shape {
	std::uint64_t cost, reserve;
	std::uint32_t times;
};

Shape shape_of(const ctg_step& step, std::uint32_t slot, ctg_family family, const ctg_image& image)
{
	const ctg_limit_machine& limit = image.machine.limit[slot];
	if (step.x == CTG_TOTAL)
		return {.cost = limit.total.cost, .reserve = limit.reserve, .times = 1};
	if (step.x == CTG_EACH_DESTINATION)
		return {.cost = limit.destination.cost, .reserve = 0, .times = 1};
	const std::size_t length = std::min<std::size_t>(step.y, CTG_PREFIX_LENGTHS_MAX - 1);
	return {.cost = limit.source[family][length].pace.cost,
		.reserve = 0,
		.times = image.policy.limit[slot].prefix[family][length].times};
}

} // namespace

Level level_of(const ctg_step& step, std::uint32_t slot, ctg_family family, const ctg_image& image)
{
	const Shape shape = shape_of(step, slot, family, image);
	const std::uint64_t cost = std::max<std::uint64_t>(shape.cost, 1), debt = step.a, depth = step.b;
	const ctg_rate& rate = image.policy.limit[slot].rate[step.x];
	const std::uint64_t needed = debt + cost + shape.reserve; // as ctg_bucket_covers() reckons
	const BucketTime wait{needed > depth ? static_cast<std::int64_t>(needed - depth) : 0};
	Level level{.bucket = static_cast<ctg_limit_bucket>(step.x),
		    .prefix_bits = {},
		    .tokens = depth > debt ? (depth - debt) / cost : 0,
		    .burst = depth / cost,
		    .reserve = shape.reserve / cost,
		    .rate = {.packets = rate.packets * shape.times, .period_s = rate.period_s},
		    .wait = wait};
	if (step.x == CTG_EACH_SOURCE)
		level.prefix_bits = image.policy.limit[slot]
					    .prefix[family][std::min<std::size_t>(step.y, CTG_PREFIX_LENGTHS_MAX - 1)]
					    .bits;
	return level;
}

} // namespace ctgate::why
