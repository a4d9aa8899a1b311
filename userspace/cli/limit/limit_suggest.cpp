// SPDX-License-Identifier: MIT
// ctgate limit suggest LIMIT [INTERFACE] [--for SECONDS]
#include "loader/observer.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/cli/limit/limit_options.hpp"
#include "userspace/config/suggest.hpp"

#include <fmt/core.h>

#include <chrono>
#include <csignal>
#include <memory>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string limit;
	std::string interface;
	double seconds = 60;
};

volatile std::sig_atomic_t interrupted = 0;

/// Ctrl-C ends the watch, and what was seen until then is judged; the filter is put back in any case.
void end_on_interrupt()
{
	struct sigaction action {
	};
	action.sa_handler = [](int) { interrupted = 1; };
	for (const int signal : {SIGINT, SIGTERM, SIGHUP})
		::sigaction(signal, &action, nullptr);
}

std::string counted(std::uint64_t number, std::string_view what)
{
	return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

void print(const Options& options, const Suggestion& seen, std::uint64_t lost, std::chrono::duration<double> time)
{
	fmt::print("{}: seen in {:.0f} s: {} from {}\n", options.limit, time.count(), counted(seen.packets, "packet"),
		   counted(seen.sources, "source"));
	if (lost > 0)
		fmt::print("  {} more packets came too fast to be looked at: the figures are too low\n", lost);
	fmt::print("  each source  {} would have touched {} of {} ({:.2f} %)\n", to_string(seen.source), seen.touched,
		   counted(seen.sources, "source"),
		   100.0 * static_cast<double>(seen.touched) / static_cast<double>(seen.sources));
	fmt::print("  in all       {} would have refused nothing\n", to_string(seen.total));
	fmt::print("  set          ctgate limit set {} --source-rate {} --source-burst {}\n"
		   "               ctgate limit set {} --rate {} --burst {}\n",
		   options.limit, to_string(seen.source.rate), seen.source.burst, options.limit,
		   to_string(seen.total.rate), seen.total.burst);
	fmt::print("  Leave room above: this is what was seen, not what may come.\n");
}

Result<void> suggest_limit(const Options& options)
{
	auto filter = open_one_filter(options.interface, "ctgate limit suggest LIMIT");
	if (!filter)
		return error_of(filter);
	const auto policy = filter->policy();
	if (!policy)
		return error_of(policy);
	const auto slot = Config::from(*policy).slot(options.limit);
	if (!slot)
		return error_of(slot);

	end_on_interrupt();
	const auto begin = std::chrono::steady_clock::now();
	auto observer = Observer::start(*filter, *slot);
	if (!observer)
		return error_of(observer);
	fmt::print(stderr,
		   "ctgate: watching limit {} on {} for {} s; nothing changes for its packets (Ctrl-C ends it)\n",
		   options.limit, filter->interface(), options.seconds);
	const std::chrono::duration<double> wanted{options.seconds};
	if (auto watched = observer->watch(std::chrono::duration_cast<std::chrono::nanoseconds>(wanted),
					   [] { return interrupted != 0; });
	    !watched)
		return watched;
	const auto time = std::chrono::steady_clock::now() - begin;
	const auto lost = observer->lost();
	if (!lost)
		return error_of(lost);
	if (observer->packets().empty())
		return fail(ENODATA, "no packet of limit {} came in {} s; watch for longer: --for 600", options.limit,
			    options.seconds);
	print(options, suggest(observer->packets(), time), *lost, time);
	return {};
}

} // namespace

void add_limit_suggest(CLI::App& parent, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command =
		parent.add_subcommand("suggest", "Watch a limit's packets; what would have touched 0.1 % of sources");
	command->add_option("limit", options->limit, "ctgate limit list names them")
		->required()
		->type_name(kLimitValue);
	command->add_option("interface", options->interface, "Network interface, if several have a filter")
		->type_name(kInterfaceValue);
	command->add_option("--for", options->seconds, "How long to watch")
		->type_name("SECONDS")
		->check(CLI::Range(1, 86400))
		->capture_default_str();
	command->callback([options, &chosen] { chosen = [options] { return suggest_limit(*options); }; });
}

} // namespace ctgate::cli
