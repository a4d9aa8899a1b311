// SPDX-License-Identifier: MIT
// ctgate attach INTERFACE [--disarmed] [--keep] [--mode native|generic] [--sketch SIZE] [--shared [--priority N]]
#include "userspace/cli/command.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/cli/observe.hpp"
#include "userspace/config/setting_words.hpp"
#include "userspace/report/text.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string interface;
	std::string mode = "native";
	std::string sketch_size = "8M";
	std::string priority = std::to_string(kDefaultPriority);
	bool disarmed = false, keep = false, shared = false;

	Arming arming() const { return disarmed ? Arming::kDisarmed : Arming::kArmed; }
};

/// What the caller finds when a filter stands there that is not armed as he asks.
enum class Otherwise { kRefuse, kKeep };

std::string priority_text(const report::Status& status)
{
	const auto priority = status.priority();
	return priority ? fmt::format(" at priority {}", *priority) : "";
}

bool stands_as(const report::Status& status, const AttachOptions& options)
{
	return status.running->mode == options.mode && status.sharing == options.sharing &&
	       status.priority().value_or(options.priority) == options.priority;
}

/// Attaching twice is no mistake when the second asks for what already stands: units run at boot and after.
Result<Filter> attach_or_keep(const Interface& interface, const Config& wanted, const AttachOptions& options,
			      Otherwise otherwise)
{
	auto attached = Filter::attach(interface, wanted.policy(), options);
	if (attached || attached.error().code() != EEXIST)
		return attached;
	auto existing = Filter::open(interface.name);
	if (!existing || existing->ifindex() != interface.index)
		return error_of(attached);
	auto status = observe(*existing);
	if (!status)
		return error_of(status);
	if (!status->running)
		return error_of(attached);
	const bool is_otherwise = status->config.arming() != wanted.arming();
	if (!stands_as(*status, options) || (is_otherwise && otherwise == Otherwise::kRefuse))
		return fail(EEXIST, "{}, {}, {}{}; change it with arm, disarm, limit and reason, or detach it first",
			    attached.error().message(),
			    status->config.arming() == Arming::kArmed ? "armed" : "disarmed",
			    to_string(status->sharing), priority_text(*status));
	fmt::print("{}, its configuration was kept\n", attached.error().message());
	if (is_otherwise)
		spdlog::warn("{0} is {1}, and stays so; to change it: ctgate {2} {0}", interface.name,
			     wanted.arming() == Arming::kArmed ? "disarmed" : "armed",
			     wanted.arming() == Arming::kArmed ? "arm" : "disarm");
	return existing;
}

Result<void> attach(const Options& options)
{
	const auto mode = parse_mode(options.mode);
	if (!mode)
		return error_of(mode);
	const auto interface = Interface::find(options.interface);
	if (!interface)
		return error_of(interface);
	Config config = Config::defaults();
	config.set_arming(options.arming());

	const auto priority = parse_priority(options.priority);
	if (!priority)
		return error_of(priority);
	const auto lines = parse_sketch_size(options.sketch_size);
	if (!lines)
		return error_of(lines);
	if (auto settled = settle(); !settled)
		return settled;
	auto filter = attach_or_keep(*interface, config,
				     {.mode = *mode,
				      .sketch_lines = *lines,
				      .sharing = options.shared ? Sharing::kShared : Sharing::kExclusive,
				      .priority = *priority},
				     options.keep ? Otherwise::kKeep : Otherwise::kRefuse);
	if (!filter)
		return error_of(filter);
	const auto status = observe(*filter);
	if (!status)
		return std::unexpected{status.error().within("it is in force, but cannot be looked at")};
	fmt::print("{}", report::status_text(*status));
	fmt::print("  see        ctgate drops {0} --watch\n  check      ip -details link show dev {0}\n"
		   "  {1:<10} ctgate {1} {0}\n  undo       ctgate detach {0}\n",
		   interface->name, status->config.arming() == Arming::kArmed ? "disarm" : "arm");
	return {};
}

} // namespace

void add_attach(CLI::App& app, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command = app.add_subcommand("attach", "Put the filter on an interface, where it stays");
	command->add_option("interface", options->interface, "Network interface")
		->required()
		->type_name(kInterfaceValue);
	command->add_flag("--disarmed", options->disarmed,
			  "Count what would be dropped, drop nothing; `ctgate arm` later");
	command->add_flag("--keep", options->keep,
			  "Leave a filter that stands already armed or disarmed as it is: for units");
	command->add_option("--mode", options->mode, "native (in the driver) or generic (slower, works everywhere)")
		->type_name(kModeValue)
		->capture_default_str();
	command->add_option("--sketch", options->sketch_size, "Memory for sources, for as long as the filter stands")
		->type_name("SIZE")
		->capture_default_str();
	CLI::Option* shared = command->add_flag("--shared", options->shared,
						"Beside other programs, behind libxdp's dispatcher (xdp-loader)");
	command->add_option("--priority", options->priority, "Among those who share: the lowest number comes first")
		->type_name("NUMBER")
		->needs(shared)
		->capture_default_str();
	command->callback([options, &chosen] { chosen = [options] { return attach(*options); }; });
}

} // namespace ctgate::cli
