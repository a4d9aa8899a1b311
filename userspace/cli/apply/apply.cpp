// SPDX-License-Identifier: MIT
// ctgate apply [--confirm SECONDS] [--prune] [--force] [--boot] [--newcomer INTERFACE]
#include "loader/intent.hpp"
#include "userspace/cli/apply/apply_newcomer.hpp"
#include "userspace/cli/apply/apply_run.hpp"
#include "userspace/cli/apply/guard.hpp"
#include "userspace/cli/config/config.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/config/file/last_good.hpp"
#include "userspace/sysctl/file.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <syslog.h>

#include <memory>
#include <optional>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string root = "/";
	std::string newcomer;
	unsigned confirm_s = 0; ///< 0: not asked for
	bool prune = false, force = false, boot = false;

	file::Folders folders() const { return {.root = root}; }
};

/// What is put in force, and the files that say it; none of them when it is the last good one.
struct Source {
	file::Configuration configuration;
	std::vector<file::Text> files;
};

/// Who stands in the way of both is told by the mistakes in the files, not by what is wrong with the way out.
Result<Source> last_good(const file::Folders& folders, const Error& bad)
{
	auto kept = file::read_last_good(folders);
	if (!kept)
		return fail(bad.code(), "{}\nand there is no last good configuration to use instead: {}", bad.message(),
			    kept.error().message());
	spdlog::warn("the files are bad, so the last good configuration is used: {}", bad.message());
	const auto told = sysctl::replace_file(folders.degraded_file(), sysctl::Kept{.text = bad.message()});
	if (!told)
		spdlog::warn("{}", told.error().message());
	return Source{std::move(*kept), {}};
}

Result<Source> read_source(const Options& options)
{
	const auto folders = options.folders();
	auto files = file::read_files(folders);
	auto configuration = files ? read_configuration(folders, *files) : Result<file::Configuration>{error_of(files)};
	if (configuration)
		return Source{std::move(*configuration), std::move(*files)};
	return options.boot ? last_good(folders, configuration.error()) : error_of(configuration);
}

/// It stands: the next boot may rely on it.
Result<void> remember(const file::Folders& folders, const Source& source)
{
	if (source.files.empty())
		return {};
	if (auto forgotten = sysctl::replace_file(folders.degraded_file(), std::nullopt); !forgotten)
		return forgotten;
	return file::keep_last_good(folders, source.files, source.configuration.lists());
}

Result<void> prune(const ApplyPlan& plan)
{
	for (const std::string& interface : plan.left) {
		auto filter = Filter::open(interface);
		if (!filter)
			return error_of(filter);
		const auto lock = filter->lock();
		if (!lock)
			return error_of(lock);
		if (auto detached = filter->detach(); !detached)
			return detached;
		fmt::print("{}: detached, no file speaks of it\n", interface);
	}
	return {};
}

void tell(const ApplyPlan& plan, const Options& options)
{
	for (const auto& one : plan.attaching)
		fmt::print("{}: attached, {}\n", one.interface.name, to_string(one.settings.attach.mode));
	for (const auto& one : plan.changing)
		fmt::print("{}: changed\n", one.filter);
	for (const std::string& interface : plan.as_wanted)
		fmt::print("{}: as the files say\n", interface);
	for (const auto which : {CTG_SET_ALLOW, CTG_SET_DENY})
		if (plan.sets[which])
			fmt::print("{}: {} prefixes\n", to_string(which), plan.sets[which]->size());
	if (!options.prune)
		for (const std::string& interface : plan.left)
			fmt::print("{0}: left as it is, no file speaks of it (ctgate detach {0}, or apply --prune)\n",
				   interface);
	for (const std::string& interface : plan.absent)
		fmt::print("{}: not there now\n", interface);
}

/// The apply that was killed may have been half way; what it was about to do must not be ended after this.
Result<void> go_back(ApplyUndo& undo)
{
	const auto settled = Intent::settle(Intent::Wait::kUntilDone);
	const auto undone = undo.run();
	return settled ? undone : error_of(settled);
}

Result<Guard> start_guard(const Options& options, const Source& source, ApplyUndo& undo)
{
	const auto report = [](const char* what, const Result<void>& result) {
		::syslog(result ? LOG_NOTICE : LOG_ERR, "%s%s%s", what, result ? "" : ": ",
			 result ? "" : result.error().message().c_str());
	};
	const auto socket = guard_socket(options.root);
	if (!socket)
		return error_of(socket);
	return Guard::start(*socket, std::chrono::seconds{options.confirm_s},
			    {.confirmed = [&] { report("change confirmed", remember(options.folders(), source)); },
			     .undo = [&] { report("change undone, for nobody confirmed it", go_back(undo)); }});
}

/// Who goes back by himself is told how it went.
Result<void> run_guarded(const ApplyPlan& plan, ApplyUndo& undo, Guard& guard)
{
	auto done = run_or_undo(plan, undo);
	if (done)
		done = guard.done();
	else
		guard.dismiss();
	return done;
}

Result<void> apply(const Options& options)
{
	if (options.confirm_s != 0 && options.prune)
		return fail(EINVAL,
			    "--prune cannot be undone, so it does not go with --confirm; prune after you confirmed");
	const auto source = read_source(options);
	if (!source)
		return options.boot && source.error().code() == ENOENT ? Result<void>{} : error_of(source);
	const auto plan = plan_apply(source->configuration);
	if (!plan)
		return error_of(plan);
	if (auto safe = require_no_lock_out(*plan, options.force ? Force::kYes : Force::kNo); !safe)
		return safe;
	auto undo = ApplyUndo::before(*plan);
	if (!undo)
		return error_of(undo);
	std::optional<Guard> guard;
	if (options.confirm_s != 0) {
		auto started = start_guard(options, *source, *undo);
		if (!started)
			return error_of(started);
		guard = std::move(*started);
	}
	if (auto done = guard ? run_guarded(*plan, *undo, *guard) : run_or_undo(*plan, *undo); !done)
		return done;
	tell(*plan, options);
	warn_of_login_limits(*plan);
	if (guard) {
		fmt::print("undone in {0} s, unless you say: ctgate confirm\n", options.confirm_s);
		return {};
	}
	if (auto remembered = remember(options.folders(), *source); !remembered)
		return std::unexpected{remembered.error().within("it is in force, but not kept for the next boot")};
	return options.prune ? prune(*plan) : Result<void>{};
}

} // namespace

void add_apply(CLI::App& app, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command =
		app.add_subcommand("apply", "Put the configuration files in force: on all interfaces, or on none");
	command->add_option("--confirm", options->confirm_s, "Go back by itself unless `ctgate confirm` comes in time")
		->type_name("SECONDS")
		->check(CLI::Range(1, 3600));
	command->add_flag("--prune", options->prune, "Take filters off of which no file speaks");
	command->add_flag("--force", options->force, "Even if it cuts off your own SSH connection, or everybody");
	command->add_flag("--boot", options->boot, "When the files are bad, use the last good configuration");
	command->add_option("--newcomer", options->newcomer,
			    "Attach to this interface as was applied last, and change nothing else: for units")
		->type_name(kInterfaceValue)
		->excludes("--confirm", "--prune", "--force", "--boot");
	add_root(*command, options->root);
	command->callback([options, &chosen] {
		chosen = [options] {
			return options->newcomer.empty() ? apply(*options)
							 : apply_to_newcomer(options->folders(), options->newcomer);
		};
	});
}

} // namespace ctgate::cli
