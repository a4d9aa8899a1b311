// SPDX-License-Identifier: MIT
#include "userspace/cli/limit/limit_options.hpp"

#include "userspace/config/limit_words.hpp"

#include <algorithm>

namespace ctgate::cli
{
namespace
{

constexpr std::array kBuckets = {CTG_TOTAL, CTG_EACH_SOURCE, CTG_EACH_DESTINATION};

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
	const std::pair<std::string_view, const std::string&> words[] = {
		{"rate", size[CTG_TOTAL].rate},
		{"burst", size[CTG_TOTAL].burst},
		{"source_rate", size[CTG_EACH_SOURCE].rate},
		{"source_burst", size[CTG_EACH_SOURCE].burst},
		{"destination_rate", size[CTG_EACH_DESTINATION].rate},
		{"destination_burst", size[CTG_EACH_DESTINATION].burst},
		{"prefixes4", prefixes4},
		{"prefixes6", prefixes6},
		{"protocol", protocol},
		{"ports", ports},
		{"side", side},
		{"count", counting}};
	for (const auto& [word, text] : words)
		if (!text.empty())
			if (auto put = limit_word(word).put(limit, text); !put)
				return put;
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
	add_save(command, options.save);
	command.add_option("-i,--interface", options.interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
}

void wake_buckets(Config& config, const LimitOptions& options)
{
	for (const auto bucket : kBuckets)
		if (options.names(bucket))
			wake_bucket(config, options.name, bucket);
}

} // namespace ctgate::cli
