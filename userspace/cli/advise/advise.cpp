// SPDX-License-Identifier: MIT
// ctgate advise notrack [SERVICE ...] [--port N --protocol udp|tcp] [--source PREFIX ...] [--forwarded]
// [--syntax nft|iptables] [--despite-nat]
#include "userspace/cli/advise/notrack_options.hpp"
#include "userspace/cli/command.hpp"
#include "userspace/report/notrack.hpp"

#include <fmt/core.h>

#include <memory>

namespace ctgate::cli
{
namespace
{

using advise::Counter;
using advise::Scope;
using advise::Service;

Result<std::vector<Counter>> count(conntrack::Table& table, const std::vector<Service>& services, Scope scope)
{
	const auto local = conntrack::LocalAddresses::read();
	if (!local)
		return error_of(local);
	std::vector<Counter> counters;
	for (const Service& service : services)
		counters.emplace_back(service, scope, *local);
	const auto read = table.for_each([&](const conntrack::Entry& entry) {
		for (Counter& counter : counters)
			counter.add(entry);
		return conntrack::Visit::kNext;
	});
	if (!read)
		return error_of(read);
	return counters;
}

Result<void> require_untranslated(const report::Advice& advice)
{
	for (const auto& [service, tally] : advice.items)
		if (const auto translated = tally.translated_source + tally.translated_destination)
			return fail(EBUSY,
				    "{}: of {} entries {} have their source translated by NAT and {} their "
				    "destination, which ends without tracking; exempt others only (--port and "
				    "--source), or say --despite-nat",
				    service.name, tally.covered(advice.scope), tally.translated_source,
				    tally.translated_destination);
	return {};
}

Result<report::Advice> advice_for(const NotrackOptions& options)
{
	const auto services = services_of(options);
	if (!services)
		return error_of(services);
	auto table = conntrack::Table::open();
	if (!table)
		return error_of(table);
	const auto fill = table->fill();
	if (!fill)
		return error_of(fill);
	const auto counters = count(*table, *services, options.scope());
	if (!counters)
		return error_of(counters);
	auto chains = advise::filtering_chains();
	if (!chains)
		return error_of(chains);

	report::Advice advice{.scope = options.scope(), .fill = *fill, .chains = std::move(*chains)};
	for (const Counter& counter : *counters)
		if (options.names_any() || counter.tally().covered(advice.scope) > 0)
			advice.items.push_back({counter.service(), counter.tally()});
	return advice;
}

Result<void> advise_notrack(const NotrackOptions& options)
{
	const auto advice = advice_for(options);
	if (!advice)
		return error_of(advice);
	if (advice->items.empty()) {
		fmt::print("# dns, vxlan, geneve: no entry of this host is of these; there is nothing to keep out\n");
		return {};
	}
	if (!options.despite_nat)
		if (const auto untranslated = require_untranslated(*advice); !untranslated)
			return untranslated;
	fmt::print("{}", options.syntax == "nft" ? report::notrack_nft(*advice) : report::notrack_iptables(*advice));
	return {};
}

void add_notrack(CLI::App& parent, Action& chosen)
{
	auto options = std::make_shared<NotrackOptions>();
	CLI::App* command =
		parent.add_subcommand("notrack", "Rules that keep a service out of conntrack, and the slots "
						 "that it has now; prints, does not apply");
	command->add_option("service", options->services,
			    "dns, vxlan, geneve, health-check; those that have entries when left out")
		->type_name(kServiceValue);
	command->add_option("--port", options->port, "Of health-check, or of a service without a name")
		->type_name("PORT");
	command->add_option("--protocol", options->protocol, "Of --port; health-check: tcp when left out")
		->type_name(kTransportValue);
	command->add_option("--source", options->sources, "Only what is asked from there; not of tunnels")
		->type_name("PREFIX")
		->allow_extra_args(false); // otherwise it would take the words behind it for more of them
	command->add_flag("--forwarded", options->forwarded, "What passes through this host too");
	command->add_option("--syntax", options->syntax, "nft or iptables")
		->type_name(kSyntaxValue)
		->capture_default_str();
	command->add_flag("--despite-nat", options->despite_nat, "Although NAT translates some of it");
	command->callback([options, &chosen] { chosen = [options] { return advise_notrack(*options); }; });
}

} // namespace

void add_advise(CLI::App& app, Action& chosen)
{
	CLI::App* advise = app.add_subcommand("advise", "Rules that would spare conntrack work; prints, does not apply")
				   ->require_subcommand(1);
	add_notrack(*advise, chosen);
}

} // namespace ctgate::cli
