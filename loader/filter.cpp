// SPDX-License-Identifier: MIT
#include "loader/filter.hpp"

#include "loader/machine.hpp"
#include "loader/probe.hpp"

#include <linux/if_link.h>
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
	return pins->remove();
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

Result<Filter> Filter::attach(const Interface& interface, const ctg_policy& policy, XdpMode mode)
{
	if (auto able = require_btf(); !able)
		return error_of(able);
	auto pins = PinDirectory::make(interface.name);
	if (!pins)
		return error_of(pins);
	const auto lock = pins->lock();
	if (!lock)
		return error_of(lock);

	const bool had_counters = pins->holds(kCounters);
	auto filter = create(interface, *pins, policy, mode);
	if (!filter && !had_counters)
		(void)pins->remove(); // the first error is the one to tell
	return filter;
}

Result<Filter> Filter::create(const Interface& interface, PinDirectory pins, const ctg_policy& policy, XdpMode mode)
{
	if (auto free = require_free_hook(interface); !free)
		return error_of(free);
	const ctg_image image{.abi = CTG_ABI,
			      .reserved = 0,
			      .policy = policy,
			      .machine = machine_for(policy, kernel_tick(), draw_keys())};
	auto program = Program::load(image, pins);
	if (!program)
		return error_of(program);
	auto link = create_link(*program, interface, mode);
	if (!link)
		return error_of(link);
	// What may stand there is the link of an interface of this name that no longer exists.
	if (auto gone = pins.unpin(kLink); !gone)
		return error_of(gone);
	if (auto pinned = pins.pin(link->get(), kLink); !pinned)
		return error_of(pinned);

	Filter filter{interface.name, std::move(pins), std::move(*link)};
	if (auto asked = filter.refresh(); !asked)
		return error_of(asked);
	return filter;
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

Result<ctg_policy> Filter::policy()
{
	auto program = Program::running(program_id_);
	for (int tries = 1; !program && program.error().code() == ENOENT && tries < kPolicyTries; ++tries) {
		if (auto asked = refresh(); !asked)
			return error_of(asked);
		program = Program::running(program_id_);
	}
	if (!program)
		return error_of(program);
	auto image = program->image();
	if (!image)
		return error_of(image);
	return image->policy;
}

Result<Counters> Filter::counters() const
{
	auto map = pins_.get(kCounters, PinDirectory::Access::kReadOnly);
	if (!map)
		return error_of(map);
	return Counters::read(map->get());
}

Result<Program> Filter::prepare(const ctg_policy& policy) const
{
	auto current = Program::running(program_id_);
	if (!current)
		return error_of(current);
	auto image = current->image();
	if (!image)
		return error_of(image);
	image->machine = machine_for(policy, kernel_tick(), keys_of(image->machine));
	image->policy = policy;
	return Program::load(*image, pins_);
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
	if (alive())
		if (const int result = ::bpf_link_detach(link_.get()); result < 0)
			return fail_errno(libbpf_errno(result), fmt::format("take the filter off {}", interface_));
	return pins_.remove();
}

} // namespace ctgate
