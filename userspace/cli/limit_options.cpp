// SPDX-License-Identifier: MIT
#include "userspace/cli/limit_options.hpp"

#include <algorithm>

namespace ctgate::cli
{
namespace
{

constexpr std::array kBuckets = {CTG_TOTAL, CTG_EACH_SOURCE, CTG_EACH_DESTINATION};

Result<void> merge(Bucket& bucket, const LimitOptions::Size& size)
{
	if (!size.rate.empty()) {
		auto rate = parse_rate(size.rate);
		if (!rate)
			return error_of(rate);
		bucket.rate = *rate;
	}
	if (!size.burst.empty()) {
		auto burst = parse_burst(size.burst);
		if (!burst)
			return error_of(burst);
		bucket.burst = *burst;
	}
	return {};
}

Result<void> merge_prefixes(Limit& limit, ctg_family family, const std::string& text)
{
	if (text.empty())
		return {};
	auto lengths = parse_prefix_lengths(text, family);
	if (!lengths)
		return error_of(lengths);
	limit.prefixes[family] = std::move(*lengths);
	return {};
}

Result<void> merge_match(Limit& limit, const LimitOptions& options)
{
	if (!options.protocol.empty()) {
		auto protocol = parse_protocol(options.protocol);
		if (!protocol)
			return error_of(protocol);
		limit.protocol = *protocol;
	}
	if (!options.ports.empty()) {
		auto ports = parse_ports(options.ports);
		if (!ports)
			return error_of(ports);
		limit.ports = std::move(*ports);
	}
	if (options.side != "" && options.side != "source" && options.side != "destination")
		return fail(EINVAL, "`{}` is not a side; say whose ports are meant, source or destination",
			    options.side);
	if (!options.side.empty())
		limit.side = options.side == "source" ? CTG_SOURCE : CTG_DESTINATION;
	return {};
}

Result<void> merge_counting(Limit& limit, const std::string& counting)
{
	if (counting != "" && counting != "all" && counting != "new")
		return fail(EINVAL, "`{}` is not what a limit counts; say all, or new for new flows only", counting);
	if (!counting.empty())
		limit.counting = counting == "new" ? Counting::kNewOnly : Counting::kAll;
	return {};
}

void add_size(CLI::App& command, LimitOptions::Size& size, const std::string& prefix, const std::string& whom)
{
	command.add_option("--" + prefix + "rate", size.rate, whom)->type_name("RATE");
	command.add_option("--" + prefix + "burst", size.burst, "Packets that may come at once")->type_name("PACKETS");
}

} // namespace

bool LimitOptions::names(ctg_limit_bucket bucket) const
{
	return !size[bucket].rate.empty() || !size[bucket].burst.empty();
}

bool LimitOptions::is_empty() const
{
	return prefixes4.empty() && prefixes6.empty() && counting.empty() && ports.empty() &&
	       std::ranges::none_of(kBuckets, [this](auto bucket) { return names(bucket); });
}

Result<void> LimitOptions::apply_to(Limit& limit) const
{
	for (const auto bucket : kBuckets)
		if (auto merged = merge(limit.bucket[bucket], size[bucket]); !merged)
			return merged;
	if (auto merged = merge_prefixes(limit, CTG_IPV4, prefixes4); !merged)
		return merged;
	if (auto merged = merge_prefixes(limit, CTG_IPV6, prefixes6); !merged)
		return merged;
	if (auto merged = merge_match(limit, *this); !merged)
		return merged;
	if (auto merged = merge_counting(limit, counting); !merged)
		return merged;
	return limit.check();
}

void add_limit_options(CLI::App& command, LimitOptions& options)
{
	add_size(command, options.size[CTG_TOTAL], "", "All sources together: 5000/s, 30/m, 10/h");
	add_size(command, options.size[CTG_EACH_SOURCE], "source-", "Each source");
	add_size(command, options.size[CTG_EACH_DESTINATION], "destination-", "Each destination");
	command.add_option("--prefixes4", options.prefixes4, "Whom an IPv4 source counts with: 32,24x16")
		->type_name("BITS[xTIMES]");
	command.add_option("--prefixes6", options.prefixes6, "Likewise: 128,64x4,48x64")->type_name("BITS[xTIMES]");
	command.add_option("--ports", options.ports, "UDP or TCP ports: 53 or 53,853")->type_name("PORTS");
	command.add_option("--count", options.counting, "all, or new: leave flows alone that conntrack knows")
		->type_name(kCountingValue);
	command.add_option("-i,--interface", options.interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
}

void wake_buckets(Config& config, const LimitOptions& options)
{
	const auto action_of = [&](auto bucket) { return config.action(config.reason(options.name, bucket)); };
	ctg_action others = CTG_OFF;
	for (const auto bucket : kBuckets)
		others = std::max(others, action_of(bucket));
	for (const auto bucket : kBuckets)
		if (options.names(bucket) && action_of(bucket) == CTG_OFF)
			config.set_action(config.reason(options.name, bucket), others == CTG_OFF ? CTG_DROP : others);
}

} // namespace ctgate::cli
