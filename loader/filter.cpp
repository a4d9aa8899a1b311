// SPDX-License-Identifier: MIT
#include "loader/filter.hpp"

#include "loader/machine.hpp"

#include <net/if.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <array>

namespace ctgate
{
namespace
{

/// Writers replace programs no faster than the verifier looks through them.
constexpr int kPolicyTries = 10;

} // namespace

Filter::Filter(std::string interface, PinDirectory pins, UniqueFd link)
    : interface_{std::move(interface)}, pins_{std::move(pins)}, link_{std::move(link)}
{
}

Result<void> Filter::refresh()
{
	bpf_link_info info{};
	__u32 size = sizeof(info);
	if (const int result = ::bpf_obj_get_info_by_fd(link_.get(), &info, &size); result < 0)
		return fail_errno(libbpf_errno(result), "ask what the link holds");
	ifindex_ = info.xdp.ifindex;
	program_id_ = info.prog_id;
	return {};
}

Result<Filter> Filter::open(const std::string& interface)
{
	auto pins = PinDirectory::open(interface);
	if (!pins)
		return error_of(pins);
	if (!pins->holds(kLink))
		return fail(ENOTCONN, "an attach to {0} was cut short; repeat it: ctgate attach {0}", interface);
	auto link = pins->get(kLink);
	if (!link)
		return error_of(link);
	Filter filter{interface, std::move(*pins), std::move(*link)};
	if (auto asked = filter.refresh(); !asked)
		return error_of(asked);
	return filter;
}

std::string Filter::interface_now() const
{
	std::array<char, IF_NAMESIZE> name{};
	return alive() && ::if_indextoname(ifindex_, name.data()) ? name.data() : "";
}

Result<void> Filter::remove_remains(const std::string& interface)
{
	auto pins = PinDirectory::open(interface);
	if (!pins)
		return error_of(pins);
	const auto lock = pins->lock();
	if (!lock)
		return error_of(lock);
	if (pins->holds(kLink))
		return fail(EEXIST, "{} has a filter", interface);
	if (auto removed = pins->remove(); !removed)
		return removed;
	return remove_unused_sets();
}

Result<Filter> Filter::standing_on(unsigned ifindex)
{
	const auto names = interfaces();
	if (!names)
		return error_of(names);
	for (const auto& name : *names)
		if (auto filter = open(name); filter && filter->alive() && filter->ifindex_ == ifindex)
			return filter;
	return fail(ENOTCONN, "no filter stands on interface {}", ifindex);
}

Result<std::vector<std::string>> Filter::interfaces()
{
	auto names = PinDirectory::interfaces();
	if (!names)
		return error_of(names);
	// A directory without a link is what an attach left that was killed half-way; repeating it heals it.
	std::erase_if(*names, [](const std::string& name) {
		const auto pins = PinDirectory::open(name);
		return !pins || !pins->holds(kLink);
	});
	return names;
}

Result<MapPins> Filter::map_pins() const
{
	auto sets = PinDirectory::make_sets();
	if (!sets)
		return error_of(sets);
	return MapPins{.state = pins_, .sets = std::move(*sets)};
}

Result<XdpMode> Filter::mode() const
{
	auto running = running_on(ifindex_);
	if (!running)
		return error_of(running);
	if (!*running)
		return fail(ENOTCONN, "nothing runs on {}", interface_);
	return (*running)->mode;
}

Result<ctg_image> Filter::image()
{
	auto program = Program::running(program_id_);
	for (int tries = 1; !program && program.error().code() == ENOENT && tries < kPolicyTries; ++tries) {
		if (auto asked = refresh(); !asked)
			return error_of(asked);
		program = Program::running(program_id_);
	}
	if (!program)
		return error_of(program);
	return program->image();
}

Result<ctg_policy> Filter::policy()
{
	auto running = image();
	if (!running)
		return error_of(running);
	return running->policy;
}

Result<Counters> Filter::counters() const
{
	const auto counters = pins_.get(kCounters, PinDirectory::Access::kReadOnly);
	if (!counters)
		return error_of(counters);
	const auto avoided = pins_.get(kAvoided, PinDirectory::Access::kReadOnly);
	if (!avoided)
		return error_of(avoided);
	return Counters::read(counters->get(), avoided->get());
}

Result<Program> Filter::prepare(const ctg_policy& policy) const
{
	const auto sets = PinDirectory::make_sets();
	return sets ? prepare(policy, *sets) : Result<Program>{error_of(sets)};
}

Result<Program> Filter::prepare(const ctg_policy& policy, const PinDirectory& sets) const
{
	auto current = Program::running(program_id_);
	if (!current)
		return error_of(current);
	auto image = current->image();
	if (!image)
		return error_of(image);
	const MapPins pins{.state = pins_, .sets = sets};
	const auto facts = pins.facts(keys_of(image->machine));
	if (!facts)
		return error_of(facts);
	image->machine = machine_for(policy, *facts);
	image->policy = policy;
	return Program::load(*image, pins);
}

Result<Program> Filter::prepare_observing(std::uint32_t slot)
{
	auto running = image();
	if (!running)
		return error_of(running);
	const auto pins = map_pins();
	if (!pins)
		return error_of(pins);
	return Program::load_observing(*running, *pins, slot);
}

Result<Program> Filter::prepare_tracing()
{
	auto running = image();
	if (!running)
		return error_of(running);
	const auto pins = map_pins();
	if (!pins)
		return error_of(pins);
	return Program::load_tracing(*running, *pins);
}

Result<Program> Filter::put_in_force(const Program& next)
{
	if (!alive())
		return fail(ENODEV,
			    "{0} was deleted while ctgate was attached to it; ctgate detach {0} removes what is left",
			    interface_);
	auto current = Program::running(program_id_);
	if (!current)
		return error_of(current);
	LIBBPF_OPTS(bpf_link_update_opts, options, .flags = BPF_F_REPLACE,
		    .old_prog_fd = static_cast<__u32>(current->fd()));
	if (const int result = ::bpf_link_update(link_.get(), next.fd(), &options); result < 0)
		return fail_errno(libbpf_errno(result), fmt::format("swap the filter of {}", interface_));
	if (auto asked = refresh(); !asked)
		return error_of(asked);
	return current;
}

Result<void> Filter::detach()
{
	// First what may fail: without its pin the link goes with this handle, whatever comes next.
	if (auto unpinned = pins_.unpin(kLink); !unpinned)
		return unpinned;
	if (alive())
		if (const int result = ::bpf_link_detach(link_.get()); result < 0)
			return fail_errno(libbpf_errno(result), fmt::format("take the filter off {}", interface_));
	if (auto removed = pins_.remove(); !removed)
		return removed;
	return remove_unused_sets();
}

} // namespace ctgate
