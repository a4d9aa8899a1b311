// SPDX-License-Identifier: MIT
// Filter::attach(): from an interface with a free hook, or one that is shared, to a pinned place.
#include "loader/filter.hpp"
#include "loader/probe.hpp"
#include "loader/program/machine.hpp"
#include "loader/shared/freplace.hpp"

namespace ctgate
{
namespace
{

/// Who shares an interface does not mind a dispatcher there.
Result<bool> is_shared(const Interface& interface)
{
	const auto dispatcher = Dispatcher::on(interface.index);
	if (!dispatcher)
		return std::unexpected{dispatcher.error().within(interface.name)};
	return dispatcher->has_value();
}

Result<void> require_no_program(const Interface& interface, Sharing sharing)
{
	const auto running = running_on(interface.index);
	if (!running)
		return error_of(running);
	if (!*running)
		return {};
	const auto shared = sharing == Sharing::kShared ? is_shared(interface) : Result<bool>{false};
	if (!shared)
		return error_of(shared);
	if (*shared)
		return {};
	return fail(EBUSY, "{} already runs XDP {}{}; nothing was changed", interface.name, describe(**running),
		    sharing == Sharing::kShared ? "; it does not share the interface, as what xdp-loader loads does"
						: "");
}

/// Neither a live filter of ours nor a program that does not share the interface.
Result<void> require_free_hook(const Interface& interface, Sharing sharing)
{
	const auto standing = Filter::standing_on(interface.index);
	if (!standing && standing.error().code() != ENOTCONN)
		return error_of(standing);
	if (standing && standing->interface() == interface.name)
		return fail(EEXIST, "{} has its filter already", interface.name);
	if (standing)
		return fail(EEXIST,
			    "{0} has its filter already, attached when it was called {1}; ctgate detach {1} frees it",
			    interface.name, standing->interface());
	auto existing = Filter::open(interface.name);
	if (existing && existing->alive())
		return fail(EEXIST,
			    "the filter pinned as {0} stands on another interface, which was renamed; ctgate detach "
			    "{0} frees it",
			    interface.name);
	if (!existing && existing.error().code() != ENOTCONN)
		return error_of(existing);

	return Filter::require_room(interface, sharing);
}

} // namespace

Result<void> Filter::require_room(const Interface& interface, Sharing sharing)
{
	if (auto none = require_no_program(interface, sharing); !none)
		return none;
	return sharing == Sharing::kShared ? require_freplace() : Result<void>{};
}

Result<Filter> Filter::attach(const Interface& interface, const ctg_policy& policy, const AttachOptions& options)
{
	if (auto able = require_btf(); !able)
		return error_of(able);
	auto sets = PinDirectory::hold_sets(); // at boot several interfaces come at once, and one makes the sets
	if (!sets)
		return error_of(sets);
	const bool had_sets = sets->pins.holds(set_name(CTG_SET_ALLOW, CTG_IPV4));
	auto state = PinDirectory::make(interface.name);
	if (!state)
		return error_of(state);
	const auto lock = state->lock();
	if (!lock)
		return error_of(lock);

	const bool had_counters = state->holds(kCounters);
	const MapPins pins{.state = *state, .sets = sets->pins, .sketch_lines = options.sketch_lines};
	auto filter = create(interface, pins, policy, options);
	if (!filter && !had_counters)
		(void)state->remove(); // the first error is the one to tell
	if (!filter && !had_sets)
		(void)sets->pins.remove();
	return filter;
}

Result<Filter> Filter::create(const Interface& interface, const MapPins& pins, const ctg_policy& policy,
			      const AttachOptions& options)
{
	if (auto free = require_free_hook(interface, options.sharing); !free)
		return error_of(free);
	const auto facts = pins.facts(draw_keys());
	if (!facts)
		return error_of(facts);
	const ctg_image image{.abi = CTG_ABI, .reserved = 0, .policy = policy, .machine = machine_for(policy, *facts)};
	auto program = Program::load(image, pins, options.sharing);
	if (!program)
		return error_of(program);
	auto place = options.sharing == Sharing::kShared
			     ? Place::share(interface, options.mode, options.priority, *program, pins.state)
			     : Place::take(interface, options.mode, *program, pins.state);
	if (!place)
		return error_of(place);
	Filter filter{interface.name, pins.state, std::move(*place)};
	const auto done = filter.refresh();
	if (done)
		return filter;
	if (const auto id = program->id())
		(void)filter.place_->leave({.ifindex = interface.index, .program_id = *id});
	return error_of(done);
}

} // namespace ctgate
