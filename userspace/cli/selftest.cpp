// SPDX-License-Identifier: MIT
// ctgate selftest [INTERFACE] [--all] [--json]
#include "userspace/selftest/selftest.hpp"

#include "loader/rehearsal.hpp"
#include "loader/tracer.hpp"
#include "userspace/cli/command.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/cli/observe.hpp"
#include "userspace/report/selftest.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace ctgate::cli
{
namespace
{

struct Options {
	std::string interface;
	bool all = false;
	bool json = false;
};

/// An address in the deny set of each family, where there is one.
Result<selftest::Denied> denied_by(const Tracer& tracer)
{
	selftest::Denied denied;
	for (const auto family : {CTG_IPV4, CTG_IPV6}) {
		auto address = tracer.denied(family);
		if (!address)
			return error_of(address);
		denied[family] = std::move(*address);
	}
	return denied;
}

Result<report::Selftest> test(Filter& filter)
{
	if (!filter.is_here())
		return fail(ENODEV, "{}", filter.absence());
	const auto tracer = Tracer::of(filter);
	if (!tracer)
		return error_of(tracer);
	const auto rehearsal = Rehearsal::of(filter);
	if (!rehearsal)
		return error_of(rehearsal);
	const auto denied = denied_by(*tracer);
	if (!denied)
		return error_of(denied);
	auto status = observe(filter);
	if (!status)
		return error_of(status);
	status->config = Config::from(tracer->image().policy); // what was asked, should it have changed meanwhile
	const auto device = Device::ask(status->interface_now);
	if (!device)
		return error_of(device);
	const selftest::Filtering asked{
		.trace = [&](std::span<const std::byte> frame) { return tracer->run(frame); },
		.verdict = [&](std::span<const std::byte> frame) { return rehearsal->verdict(frame); },
	};
	auto findings = selftest::run(status->config, asked, *denied);
	if (!findings)
		return error_of(findings);
	return report::Selftest{.status = std::move(*status), .device = *device, .findings = std::move(*findings)};
}

Result<void> complain(const std::vector<report::Selftest>& interfaces)
{
	std::size_t wrong = 0;
	for (const auto& interface : interfaces)
		wrong += interface.findings.wrong.size();
	if (wrong == 0)
		return {};
	return fail(EBADMSG,
		    "the filter judges {} of the frames otherwise than its configuration says; ctgate disarm lets "
		    "everything pass until that is cleared up",
		    wrong);
}

Result<void> run_selftest(const Options& options)
{
	auto filters = open_filters(options.interface);
	if (!filters)
		return error_of(filters);
	std::vector<report::Selftest> interfaces;
	for (Filter& filter : *filters) {
		if (filters->size() > 1 && !filter.is_here()) {
			spdlog::warn("{}: left out, {}", filter.interface(), filter.absence());
			continue;
		}
		auto one = test(filter);
		if (!one)
			return std::unexpected{one.error().within(filter.interface())};
		interfaces.push_back(std::move(*one));
	}
	if (interfaces.empty())
		return fail(ENODEV, "no interface that had a filter is here any more; ctgate detach --all clears them");
	if (options.json)
		fmt::print("{}", report::selftest_json(interfaces));
	const auto listing = options.all ? report::Listing::kEveryShape : report::Listing::kExceptions;
	for (const auto& one : interfaces)
		if (!options.json)
			fmt::print("{}", report::selftest_text(one, listing));
	return complain(interfaces);
}

} // namespace

void add_selftest(CLI::App& app, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command =
		app.add_subcommand("selftest", "What would slip past the filter, and what it drops that it should not");
	command->add_option("interface", options->interface, "Network interface; all attached ones when left out")
		->type_name(kInterfaceValue);
	command->add_flag("--all", options->all, "Every shape, also those that are judged as configured");
	command->add_flag("--json", options->json, "JSON (schema ctgate/selftest/1), every shape");
	command->callback([options, &chosen] { chosen = [options] { return run_selftest(*options); }; });
}

} // namespace ctgate::cli
