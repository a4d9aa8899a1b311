// SPDX-License-Identifier: MIT
// ctgate doctor [--all-netns] [--watch] [--json] [--interval SECONDS] [--save FILE | --from FILE]
#include "userspace/cli/command.hpp"
#include "userspace/conntrack/namespaces.hpp"
#include "userspace/doctor/diagnose.hpp"
#include "userspace/doctor/diagnosis.hpp"
#include "userspace/doctor/observe.hpp"
#include "userspace/doctor/saved.hpp"

#include <fmt/core.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>

namespace ctgate::cli
{
namespace
{

using conntrack::NetworkNamespace;
using doctor::Diagnosis;
using doctor::Observation;

constexpr const char* kClearScreen = "\033[H\033[2J";
constexpr std::size_t kAtOnce = 8;

struct Options {
	bool all_namespaces = false;
	bool watch = false;
	bool json = false;
	double seconds = 2;
	std::string save, from;

	std::string root = "/";

	doctor::ObserveOptions how() const
	{
		const std::chrono::duration<double> interval{seconds};
		return {.interval = std::chrono::duration_cast<std::chrono::nanoseconds>(interval),
			.paths = {.root = root}};
	}
};

/// Only those that have a table to speak of; the caller's own is the first and always looked at.
std::vector<NetworkNamespace> with_entries(const std::vector<NetworkNamespace>& all)
{
	std::vector<NetworkNamespace> some{all.front()};
	for (std::size_t i = 1; i < all.size(); ++i)
		if (const auto entries = conntrack::entries_in(all[i]); entries && *entries > 0)
			some.push_back(all[i]);
	return some;
}

/// In a thread of its own, because a thread is in one namespace.
Result<Observation> observe_there(const std::vector<NetworkNamespace>& all, const NetworkNamespace& there,
				  const Options& options)
{
	const auto visiting = conntrack::Visiting::enter(there);
	if (!visiting)
		return error_of(visiting);
	std::vector<NetworkNamespace> ordered = all;
	const auto here = std::ranges::find(ordered, there.inode, &NetworkNamespace::inode);
	std::rotate(ordered.begin(), here, here + 1);
	return doctor::observe(ordered, options.how());
}

/// The neighbours are looked at themselves, so none needs to be told of them; and where others track, it is no news
/// that one does not.
Result<std::vector<Observation>> observe_all(const std::vector<NetworkNamespace>& all, const Options& options)
{
	const auto some = with_entries(all);
	std::vector<Observation> observations;
	for (std::size_t begin = 0; begin < some.size(); begin += kAtOnce) {
		std::vector<std::future<Result<Observation>>> looks;
		for (std::size_t i = begin; i < std::min(some.size(), begin + kAtOnce); ++i)
			looks.push_back(std::async(std::launch::async, observe_there, std::cref(all),
						   std::cref(some[i]), std::cref(options)));
		for (auto& look : looks) {
			auto seen = look.get();
			if (!seen)
				return error_of(seen);
			seen->neighbours.clear();
			if (some.size() > 1)
				seen->tracks.reset();
			observations.push_back(std::move(*seen));
		}
	}
	return observations;
}

Result<std::vector<Observation>> read_saved(const std::string& file)
{
	std::ifstream stream{file};
	if (!stream)
		return fail(EINVAL, "{} cannot be read", file);
	const std::string text{std::istreambuf_iterator<char>{stream}, {}};
	auto observations = doctor::restored(text);
	if (!observations)
		return std::unexpected{observations.error().within(file)};
	return observations;
}

Result<std::vector<Observation>> look(const Options& options)
{
	if (!options.from.empty())
		return read_saved(options.from);
	const auto all = conntrack::list_namespaces();
	if (!all)
		return error_of(all);
	if (options.all_namespaces)
		return observe_all(*all, options);
	auto seen = doctor::observe(*all, options.how());
	if (!seen)
		return error_of(seen);
	return std::vector{std::move(*seen)};
}

Result<void> save(const std::string& file, const std::vector<Observation>& observations)
{
	if (file.empty())
		return {};
	std::ofstream stream{file};
	stream << doctor::saved(observations) << std::flush;
	if (!stream)
		return fail(EIO, "{} cannot be written", file);
	fmt::print(stderr, "ctgate: saved to {}; it names addresses of your clients\n", file);
	return {};
}

void print(const std::vector<Diagnosis>& diagnoses, const Options& options)
{
	if (options.watch && ::isatty(STDOUT_FILENO))
		fmt::print("{}", kClearScreen);
	if (options.json)
		fmt::print("{}", doctor::json_of(diagnoses));
	for (std::size_t i = 0; !options.json && i < diagnoses.size(); ++i)
		fmt::print("{}{}", i > 0 ? "\n" : "", text_of(diagnoses[i]));
	std::fflush(stdout);
}

Result<ExitCode> look_once(const Options& options)
{
	auto observations = look(options);
	if (!observations)
		return error_of(observations);
	if (const auto done = save(options.save, *observations); !done)
		return error_of(done);
	std::vector<Diagnosis> diagnoses;
	for (auto& seen : *observations) {
		auto findings = doctor::diagnose(seen);
		diagnoses.push_back({std::move(seen), std::move(findings)});
	}
	std::ranges::stable_sort(diagnoses, std::ranges::greater{}, &Diagnosis::trouble);
	print(diagnoses, options);
	return std::ranges::all_of(diagnoses, &Diagnosis::healthy) ? ExitCode::kDone : ExitCode::kFailed;
}

/// Every error of the doctor is that it could not look: 2, whatever the reason.
Result<ExitCode> examine(const Options& options)
{
	for (;;) {
		const auto looked = look_once(options);
		if (!looked) {
			const bool root = exit_code(looked.error()) == ExitCode::kNotPermitted;
			return fail(EINVAL, "{}{}", looked.error().message(),
				    root ? "; run it as root: sudo ctgate doctor" : "");
		}
		if (!options.watch)
			return looked;
	}
}

} // namespace

void add_doctor(CLI::App& app, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command = app.add_subcommand("doctor", "Why the conntrack table is full, or will be, and what to do");
	command->add_flag("--all-netns", options->all_namespaces, "Every network namespace, the one in trouble first");
	auto* watch = command->add_flag("--watch", options->watch, "Again and again, until Ctrl-C");
	command->add_flag("--json", options->json, "One JSON document (schema ctgate/doctor/1)");
	command->add_option("--interval", options->seconds, "Between the two samples of the counters")
		->type_name("SECONDS")
		->check(CLI::Range(0.1, 60.0))
		->capture_default_str();
	auto* save_to =
		command->add_option("--save", options->save, "Also write down what was seen")->type_name(kFileValue);
	auto* from = command->add_option("--from", options->from, "Diagnose what was saved, here or elsewhere")
			     ->type_name(kFileValue);
	command->add_option("--root", options->root, "Directory of whose etc and var `ctgate tune --root` was told")
		->group("");
	from->excludes(save_to)->excludes(watch);
	save_to->excludes(watch);
	command->footer("Exit: 0 healthy, 1 findings, 2 could not look. Changes nothing.");
	command->callback([options, &chosen] { chosen = [options] { return examine(*options); }; });
}

} // namespace ctgate::cli
