// SPDX-License-Identifier: MIT
// ctgate relieve KIND [--older DURATION] [--source PREFIX] [--destination PREFIX] [--port PORT] [--yes] [--json]
// [--dry-run]
#include "userspace/cli/command.hpp"
#include "userspace/cli/safety/consent.hpp"
#include "userspace/cli/safety/ssh_connection.hpp"
#include "userspace/config/duration.hpp"
#include "userspace/config/port.hpp"
#include "userspace/config/prefix.hpp"
#include "userspace/relief/check.hpp"
#include "userspace/report/relief.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <memory>

namespace ctgate::cli
{
namespace
{

constexpr const char* kKeepaliveTime = "/proc/sys/net/ipv4/tcp_keepalive_time";
/// RFC 5382 adds so much to the two hours of a keepalive, for those that get lost.
constexpr std::chrono::seconds kKeepaliveMargin{240};

struct Options {
	std::string kind;
	std::optional<std::string> older, source, destination, port; ///< an empty one is a mistake, not "all"
	bool yes = false, json = false, dry_run = false;
};

Result<std::optional<Prefix>> prefix_of(const std::optional<std::string>& text, std::string_view option)
{
	if (!text)
		return std::nullopt;
	const auto prefix = parse_prefix(*text);
	return prefix ? Result<std::optional<Prefix>>{*prefix} : std::unexpected{prefix.error().within(option)};
}

Result<std::optional<std::uint16_t>> port_of(const std::optional<std::string>& text)
{
	if (!text)
		return std::nullopt;
	const auto port = parse_port(*text);
	return port ? Result<std::optional<std::uint16_t>>{*port} : error_of(port);
}

Result<std::chrono::seconds> older_of(const Options& options, relief::Target target)
{
	if (!options.older)
		return relief::kIdleDefault;
	if (target != relief::Target::kIdle)
		return fail(EINVAL, "--older belongs to ctgate relieve idle, not to {}", options.kind);
	const auto older = parse_duration(*options.older);
	if (!older)
		return std::unexpected{older.error().within("--older")};
	if (*older < relief::kIdleLeast)
		return fail(EINVAL, "--older {}: nobody is idle after so little; say {} or more", *options.older,
			    to_string(relief::kIdleLeast));
	return *older;
}

Result<relief::Wish> wish_of(const Options& options)
{
	const auto target = relief::parse_target(options.kind);
	if (!target)
		return error_of(target);
	const auto older = older_of(options, *target);
	if (!older)
		return error_of(older);
	const auto source = prefix_of(options.source, "--source");
	if (!source)
		return error_of(source);
	const auto destination = prefix_of(options.destination, "--destination");
	if (!destination)
		return error_of(destination);
	const auto port = port_of(options.port);
	if (!port)
		return error_of(port);
	return relief::Wish{
		.target = *target, .older = *older, .source = *source, .destination = *destination, .port = *port};
}

/// A connection that lives and sends keepalives is silent for so long.
void warn_of_keepalives(const relief::Wish& wish)
{
	long seconds = 0;
	if (wish.target != relief::Target::kIdle || !(std::ifstream{kKeepaliveTime} >> seconds))
		return;
	const std::chrono::seconds silent{seconds};
	if (wish.older < silent + kKeepaliveMargin)
		spdlog::warn("connections that live are among them: TCP keepalives come every {} only, on this host "
			     "(tcp_keepalive_time)",
			     to_string(silent));
}

/// Everything that must be known of the namespace before an entry can be judged.
struct Place {
	conntrack::Table table;
	relief::Selection selection;
	relief::Keeping keeping;
};

Result<Place> enter(const relief::Wish& wish)
{
	auto table = conntrack::Table::open();
	if (!table)
		return error_of(table);
	const auto lifetimes = conntrack::Lifetimes::read();
	if (!lifetimes)
		return error_of(lifetimes);
	const auto local = conntrack::LocalAddresses::read();
	if (!local)
		return error_of(local);
	return Place{.table = std::move(*table),
		     .selection = {wish, {*lifetimes, *local}},
		     .keeping = {ssh_connection(), *local}};
}

Result<report::Relief> look(Place& place)
{
	const auto preview = relief::preview(place.table, place.selection, place.keeping);
	if (!preview)
		return error_of(preview);
	const relief::Wish& wish = place.selection.wish();
	return report::Relief{.wish = wish,
			      .preview = *preview,
			      .check = relief::check_command(wish, place.selection.classifier().lifetimes())};
}

Result<void> free(const Options& options, Place& place, report::Relief& relief)
{
	if (!options.yes)
		if (const auto consent = require_consent(fmt::format("Free {} entries?", relief.preview.entries()));
		    !consent)
			return consent;
	const auto freed = relief::relieve(place.table, place.selection, place.keeping, relief.preview);
	if (!freed)
		return error_of(freed);
	relief.freed = *freed;
	return {};
}

Result<void> require_answerable(const Options& options)
{
	if (options.yes && options.dry_run)
		return fail(EINVAL, "--yes frees, and --dry-run only shows; say one of them");
	if (options.yes || options.dry_run)
		return {};
	if (options.json)
		return fail(EINVAL, "--json does not ask; say --yes to free, or --dry-run to look");
	return require_somebody_to_ask("--dry-run");
}

Result<void> relieve(const Options& options)
{
	const auto wish = wish_of(options);
	if (!wish)
		return error_of(wish);
	if (const auto answerable = require_answerable(options); !answerable)
		return answerable;
	auto place = enter(*wish);
	if (!place)
		return error_of(place);
	auto relief = look(*place);
	if (!relief)
		return error_of(relief);

	const bool nothing = relief->preview.entries() == 0;
	if (!nothing)
		warn_of_keepalives(*wish);
	if (!options.json)
		fmt::print("{}", nothing ? report::nothing_text(*relief) : report::relief_text(*relief));
	if (!nothing && !options.dry_run)
		if (const auto freed = free(options, *place, *relief); !freed)
			return freed;
	if (options.json)
		fmt::print("{}", report::relief_json(*relief));
	else if (relief->freed)
		fmt::print("{}", report::freed_text(*relief));
	return {};
}

} // namespace

void add_relieve(CLI::App& app, Action& chosen)
{
	auto options = std::make_shared<Options>();
	CLI::App* command =
		app.add_subcommand("relieve", "Free slots of the conntrack table now: shows which, asks, deletes");
	command->add_option("kind", options->kind, fmt::format("{}", fmt::join(relief::target_names(), ", ")))
		->required()
		->type_name(kReliefValue);
	command->add_option("--older", options->older, "Of idle: without a packet for so long; 2 h 4 min when left out")
		->type_name("DURATION");
	command->add_option("--source", options->source, "Only flows opened from there")->type_name("PREFIX");
	command->add_option("--destination", options->destination, "Only flows opened to there")->type_name("PREFIX");
	command->add_option("--port", options->port, "Only flows opened to this port")->type_name("PORT");
	command->add_flag("-y,--yes", options->yes, "Do not ask; for scripts");
	command->add_flag("--dry-run", options->dry_run, "Show what would be freed, and free nothing");
	command->add_flag("--json", options->json, "JSON (schema ctgate/relieve/1); with --yes or --dry-run");
	command->callback([options, &chosen] { chosen = [options] { return relieve(*options); }; });
}

} // namespace ctgate::cli
