// SPDX-License-Identifier: MIT
#include "tests/bpf/limits.hpp"

#include <stdexcept>

namespace ctgate
{
namespace
{

void require(const Result<void>& done)
{
	if (!done)
		throw std::invalid_argument(done.error().message());
}

int number_of(ctg_reason reason)
{
	return static_cast<int>(reason) - static_cast<int>(CTG_LIMIT_REASONS);
}

} // namespace

Bucket once(std::uint32_t burst)
{
	return {.rate = {.packets = 1, .period_s = 60}, .burst = burst};
}

std::uint32_t burst_of_strangers(std::uint32_t pass)
{
	return 2 * pass;
}

Limit limit_of(const std::string& name, ctg_limit_protocol protocol, std::uint32_t burst,
	       std::vector<std::uint16_t> ports, ctg_side side)
{
	return {.name = name,
		.protocol = protocol,
		.side = side,
		.ports = std::move(ports),
		.counting = Counting::kAll,
		.bucket = {once(burst), once(burst), once(burst)},
		.prefixes = Config::defaults().limits().front().prefixes};
}

Config only_limits(const std::vector<Limit>& limits, ctg_limit_bucket bucket)
{
	Config config = Config::defaults();
	for (const Reason& reason : config.reasons())
		config.set_action(reason.id, CTG_OFF);
	for (const Limit& limit : config.limits())
		require(config.remove_limit(limit.name));
	for (const Limit& limit : limits) {
		require(config.add_limit(limit));
		config.set_action(config.reason(limit.name, bucket), CTG_DROP);
	}
	return config;
}

void change_limit(Config& config, std::string_view name, const std::function<void(Limit&)>& change)
{
	Limit limit = config.limit(name).value();
	change(limit);
	require(config.set_limit(limit));
}

void set_burst(Config& config, ctg_reason reason, std::uint32_t burst)
{
	const auto bucket = bucket_of(reason);
	for (const Limit& limit : config.limits())
		if (config.reason(limit.name, bucket) == reason)
			change_limit(config, limit.name, [&](Limit& changed) { changed.bucket[bucket] = once(burst); });
}

ctg_limit_bucket bucket_of(ctg_reason reason)
{
	return static_cast<ctg_limit_bucket>(number_of(reason) % CTG_LIMIT_BUCKETS);
}

std::size_t slot_of(ctg_reason reason)
{
	return static_cast<std::size_t>(number_of(reason) / CTG_LIMIT_BUCKETS);
}

void count_single_sources(Limit& limit)
{
	limit.prefixes = {{{{.bits = 32, .times = 1}}, {{.bits = 64, .times = 1}}}};
}

} // namespace ctgate
