// SPDX-License-Identifier: MIT
#include "loader/link_place.hpp"

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
		return no_native_xdp(interface, "--mode generic");
	return fail_errno(errno, fmt::format("put the filter on {} ({} mode; the kernel log may say more)",
					     interface.name, to_string(mode)));
}

} // namespace

Result<LinkPlace> LinkPlace::open(const PinDirectory& pins)
{
	auto link = pins.get(kPin);
	if (!link)
		return error_of(link);
	return LinkPlace{pins, std::move(*link)};
}

Result<LinkPlace> LinkPlace::take(const Interface& interface, XdpMode mode, const Program& program,
				  const PinDirectory& pins)
{
	auto link = create_link(program, interface, mode);
	if (!link)
		return error_of(link);
	// What may stand there is the link of an interface of this name that no longer exists.
	if (auto gone = pins.unpin(kPin); !gone)
		return error_of(gone);
	if (auto pinned = pins.pin(link->get(), kPin); !pinned)
		return error_of(pinned);
	return LinkPlace{pins, std::move(*link)};
}

Result<Place::Standing> LinkPlace::ask() const
{
	bpf_link_info info{};
	__u32 size = sizeof(info);
	if (const int result = ::bpf_obj_get_info_by_fd(link_.get(), &info, &size); result < 0)
		return fail_errno(libbpf_errno(result), "ask what the link holds");
	return Standing{.ifindex = info.xdp.ifindex, .program_id = info.prog_id};
}

Result<void> LinkPlace::exchange(const Standing&, const Program& from, const Program& to) const
{
	LIBBPF_OPTS(bpf_link_update_opts, options, .flags = BPF_F_REPLACE,
		    .old_prog_fd = static_cast<__u32>(from.fd()));
	const int result = ::bpf_link_update(link_.get(), to.fd(), &options);
	return result < 0 ? fail_errno(libbpf_errno(result), "update the link") : Result<void>{};
}

Result<void> LinkPlace::leave(const Standing& standing) const
{
	// First what may fail: without its pin the link goes with this handle, whatever comes next.
	if (auto unpinned = pins_.unpin(kPin); !unpinned)
		return unpinned;
	if (standing.ifindex == 0)
		return {};
	const int result = ::bpf_link_detach(link_.get());
	return result < 0 ? fail_errno(libbpf_errno(result), "detach the link") : Result<void>{};
}

} // namespace ctgate
