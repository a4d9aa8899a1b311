// SPDX-License-Identifier: MIT
// ctgate drops [INTERFACE] [--json] [--watch] [--interval SECONDS]
#include "userspace/cli/command.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/cli/observe.hpp"
#include "userspace/report/json.hpp"
#include "userspace/report/text.hpp"

#include <unistd.h>

#include <fmt/core.h>

#include <chrono>
#include <memory>
#include <thread>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string interface;
	bool json = false;
	bool watch = false;
	double interval_s = 1.0;
};

constexpr const char* kClearScreen = "\033[H\033[J";

void print(const std::vector<report::Drops>& drops, const Options& options)
{
	std::string text;
	if (options.json) {
		text = report::drops_json(drops);
	} else {
		for (const auto& one : drops)
			text += report::drops_text(one);
		if (options.watch && ::isatty(STDOUT_FILENO) == 1)
			text.insert(0, kClearScreen);
	}
	fmt::print("{}", text);
	std::fflush(stdout);
}

CLI::Validator interval_check()
{
	return {[](const std::string& text) {
			double seconds = 0;
			const bool fits = CLI::detail::lexical_cast(text, seconds) && seconds >= 0.1 && seconds <= 3600;
			return fits ? "" : fmt::format("`{}` is not from 0.1 to 3600 seconds", text);
		},
		"", "interval"};
}

Result<void> drops(const Options& options)
{
	auto filters = open_filters(options.interface);
	if (!filters)
		return error_of(filters);
	auto earlier = observe_all(*filters);
	if (!earlier)
		return error_of(earlier);
	do {
		std::this_thread::sleep_for(std::chrono::duration<double>(options.interval_s));
		auto now = observe_all(*filters);
		if (!now)
			return error_of(now);
		std::vector<report::Drops> moved;
		for (std::size_t i = 0; i < now->size(); ++i)
			moved.push_back({.status = now->at(i),
					 .earlier = earlier->at(i).counters,
					 .timeouts = conntrack::Timeouts::read()});
		print(moved, options);
		earlier = std::move(now);
	} while (options.watch);
	return {};
}

} // namespace

void add_drops(CLI::App& app, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command = app.add_subcommand("drops", "Packets, bytes and rate for every reason that counted");
	command->add_option("interface", options->interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
	command->add_flag("--json", options->json, "JSON (schema ctgate/drops/1), every reason");
	command->add_flag("--watch", options->watch, "Repeat until interrupted");
	command->add_option("--interval", options->interval_s, "Seconds over which rates are measured")
		->type_name("SECONDS")
		->check(interval_check())
		->capture_default_str();
	command->callback([options, &chosen] { chosen = [options] { return drops(*options); }; });
}

} // namespace ctgate::cli
