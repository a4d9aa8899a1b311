// SPDX-License-Identifier: MIT
// Filter::attach(): from an interface with a free hook to a pinned link.
#include "loader/filter.hpp"
#include "loader/machine.hpp"
#include "loader/probe.hpp"

#include <linux/if_link.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

namespace ctgate
{
namespace
{

Result<UniqueFd> create_link(const Program& program, const Interface& interface, XdpMode mode)
{
	LIBBPF_OPTS(bpf_link_create_opts, options,
		    .flags = mode == XdpMode::kNative ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE);
	UniqueFd link{::bpf_link_create(program.fd(), static_cast<int>(interface.index), BPF_XDP, &options)};
	if (link)
		return link;
	if (errno == EOPNOTSUPP && mode == XdpMode::kNative)
		return fail(EOPNOTSUPP,
			    "the driver of {0} has no native XDP; attach in generic mode (slower, works everywhere): "
			    "ctgate attach {0} --mode generic",
			    interface.name);
	return fail_errno(errno, fmt::format("put the filter on {} ({} mode; the kernel log may say more)",
					     interface.name, to_string(mode)));
}

/// Neither a live filter of ours nor anybody else's program.
Result<void> require_free_hook(const Interface& interface)
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

	auto running = running_on(interface.index);
	if (!running)
		return error_of(running);
	if (*running)
		return fail(EBUSY, "{} already runs XDP {}; nothing was changed", interface.name, describe(**running));
	return {};
}

} // namespace

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
	auto filter = create(interface, pins, policy, options.mode);
	if (!filter && !had_counters)
		(void)state->remove(); // the first error is the one to tell
	if (!filter && !had_sets)
		(void)sets->pins.remove();
	return filter;
}

Result<Filter> Filter::create(const Interface& interface, const MapPins& pins, const ctg_policy& policy, XdpMode mode)
{
	if (auto free = require_free_hook(interface); !free)
		return error_of(free);
	const auto facts = pins.facts(draw_keys());
	if (!facts)
		return error_of(facts);
	const ctg_image image{.abi = CTG_ABI, .reserved = 0, .policy = policy, .machine = machine_for(policy, *facts)};
	auto program = Program::load(image, pins);
	if (!program)
		return error_of(program);
	auto link = create_link(*program, interface, mode);
	if (!link)
		return error_of(link);
	// What may stand there is the link of an interface of this name that no longer exists.
	if (auto gone = pins.state.unpin(kLink); !gone)
		return error_of(gone);
	auto done = pins.state.pin(link->get(), kLink);
	Filter filter{interface.name, pins.state, std::move(*link)};
	if (done)
		done = filter.refresh();
	if (done)
		return filter;
	(void)pins.state.unpin(kLink); // then the link goes with its handle
	return error_of(done);
}

} // namespace ctgate
