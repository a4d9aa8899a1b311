// SPDX-License-Identifier: MIT
// ctgate limit list | set | add | del
#include "userspace/cli/filters.hpp"
#include "userspace/cli/limit/limit_options.hpp"
#include "userspace/config/limit_words.hpp"

#include <fmt/core.h>

#include <memory>

namespace ctgate::cli
{
namespace
{

using Options = std::shared_ptr<LimitOptions>;

/// "5000/s burst 10000 drop", or "-" where nothing is asked.
std::string describe(const Config& config, const Limit& limit, ctg_limit_bucket bucket)
{
	const ctg_action action = config.action(config.reason(limit.name, bucket));
	if (action == CTG_OFF)
		return "-";
	return fmt::format("{} {}", to_string(limit.bucket[bucket]), to_string(action));
}

std::string describe(const Config& config, const Limit& limit)
{
	return fmt::format("{} in all, {} a source, {} a destination", describe(config, limit, CTG_TOTAL),
			   describe(config, limit, CTG_EACH_SOURCE), describe(config, limit, CTG_EACH_DESTINATION));
}

Result<std::string> change(Config& config, const LimitOptions& options)
{
	auto limit = config.limit(options.name);
	if (!limit)
		return error_of(limit);
	const std::string before = describe(config, *limit);
	if (auto applied = options.apply_to(*limit); !applied)
		return error_of(applied);
	if (auto done = config.set_limit(*limit); !done)
		return error_of(done);
	wake_buckets(config, options);
	return fmt::format("limit {}: {} (was {})", limit->name, describe(config, *limit), before);
}

Result<void> set(const LimitOptions& options)
{
	if (options.is_empty())
		return fail(EINVAL,
			    "say what to set: --rate, --burst, --source-rate, --source-burst, --destination-rate, "
			    "--destination-burst, --prefixes4, --prefixes6, --ports or --count");
	// Mistyped values are told before any interface is looked for.
	Limit any = Config::defaults().limits().front();
	if (auto parsed = options.apply_to(any); !parsed)
		return error_of(parsed);

	auto filters = open_filters(options.interface);
	if (!filters)
		return error_of(filters);
	return change_and_save(
		std::move(*filters), [&](Config& config) { return change(config, options); }, options.save);
}

Result<void> add(const LimitOptions& options)
{
	Limit limit = fresh_limit(options.name);
	if (auto parsed = options.apply_to(limit); !parsed)
		return error_of(parsed);
	if (!options.names(CTG_TOTAL) && !options.names(CTG_EACH_SOURCE) && !options.names(CTG_EACH_DESTINATION))
		return fail(EINVAL, "say how much may pass: --rate, --source-rate or --destination-rate");

	auto filters = open_filters(options.interface);
	if (!filters)
		return error_of(filters);
	const auto change = [&](Config& config) -> Result<std::string> {
		if (auto added = config.add_limit(limit); !added)
			return error_of(added);
		wake_buckets(config, options);
		return fmt::format("limit {}: {}: {}", limit.name, limit.matches(), describe(config, limit));
	};
	return change_and_save(std::move(*filters), change, options.save);
}

Result<void> remove(const LimitOptions& options)
{
	auto filters = open_filters(options.interface);
	if (!filters)
		return error_of(filters);
	const auto change = [&](Config& config) -> Result<std::string> {
		if (auto removed = config.remove_limit(options.name); !removed)
			return error_of(removed);
		return fmt::format("limit {}: deleted; its counters are kept", options.name);
	};
	return change_and_save(std::move(*filters), change, options.save);
}

Result<void> list(const std::string& interface)
{
	auto filters = open_filters(interface);
	if (!filters)
		return error_of(filters);
	for (auto& filter : *filters) {
		const auto policy = filter.policy();
		if (!policy)
			return error_of(policy);
		const Config config = Config::from(*policy);
		fmt::print("{}:\n  {:<11}{:<28}{:<26}{}\n", filter.interface(), "LIMIT", "IN ALL", "EACH SOURCE",
			   "EACH DESTINATION");
		for (const Limit& limit : config.limits())
			fmt::print("  {:<11}{:<28}{:<26}{}\n             {}\n", limit.name,
				   describe(config, limit, CTG_TOTAL), describe(config, limit, CTG_EACH_SOURCE),
				   describe(config, limit, CTG_EACH_DESTINATION), limit.matches());
	}
	return {};
}

void add_list(CLI::App& parent, const Options& options, Action& chosen)
{
	CLI::App* command = parent.add_subcommand("list", "The limits in force");
	command->add_option("interface", options->interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
	command->callback([options, &chosen] { chosen = [options] { return list(options->interface); }; });
}

void add_set(CLI::App& parent, const Options& options, Action& chosen)
{
	CLI::App* command = parent.add_subcommand("set", "Change a limit; what is not named stays");
	command->add_option("limit", options->name, "dns, dns-reply, syn ... (ctgate limit list)")
		->required()
		->type_name(kLimitValue);
	add_limit_options(*command, *options);
	command->callback([options, &chosen] { chosen = [options] { return set(*options); }; });
}

void add_add(CLI::App& parent, const Options& options, Action& chosen)
{
	CLI::App* command = parent.add_subcommand("add", "Make a limit; it drops unless its reasons are set otherwise");
	command->add_option("limit", options->name, "Its name: small letters, digits, hyphens")->required();
	command->add_option("protocol", options->protocol, "udp, tcp-syn, icmp-echo or other")
		->required()
		->type_name(kProtocolValue);
	command->add_option("--side", options->side, "Whose ports: destination (default) or source")
		->type_name(kSideValue);
	add_limit_options(*command, *options);
	command->callback([options, &chosen] { chosen = [options] { return add(*options); }; });
}

void add_del(CLI::App& parent, const Options& options, Action& chosen)
{
	CLI::App* command = parent.add_subcommand("del", "Delete a limit");
	command->add_option("limit", options->name, "ctgate limit list names them")->required()->type_name(kLimitValue);
	add_save(*command, options->save);
	command->add_option("-i,--interface", options->interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
	command->callback([options, &chosen] { chosen = [options] { return remove(*options); }; });
}

} // namespace

void add_limit(CLI::App& app, Action& chosen)
{
	auto options = std::make_shared<LimitOptions>();
	CLI::App* command =
		app.add_subcommand("limit", "Rate limits: list, set, add, del, suggest")->require_subcommand(1);
	add_list(*command, options, chosen);
	add_set(*command, options, chosen);
	add_add(*command, options, chosen);
	add_del(*command, options, chosen);
	add_limit_suggest(*command, chosen);
}

} // namespace ctgate::cli
