// SPDX-License-Identifier: MIT
#include "loader/shared/seat.hpp"

#include "loader/shared/dispatcher.hpp"
#include "loader/shared/freplace.hpp"
#include "loader/shared/libxdp.hpp"
#include "loader/shared/template.hpp"

#include "ctgate_seat.skel.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cstdlib>

namespace ctgate
{
namespace
{

Result<void> refused(int code, const Interface& interface, XdpMode mode)
{
	if (code == EOPNOTSUPP && mode == XdpMode::kNative)
		return no_native_xdp(interface, "--shared --mode generic");
	if (code == E2BIG)
		return fail(E2BIG,
			    "libxdp's dispatcher on {} calls as many programs as it can; `xdp-loader status` "
			    "lists them",
			    interface.name);
	return fail_errno(code, fmt::format("join those who share {} ({} mode; --verbose shows what libxdp says)",
					    interface.name, to_string(mode)));
}

} // namespace

void Seat::Deleter::operator()(ctgate_seat_bpf* skeleton) const
{
	ctgate_seat_bpf::destroy(skeleton);
}

Result<Seat::Skeleton> Seat::open()
{
	Skeleton skeleton{ctgate_seat_bpf::open()};
	if (!skeleton)
		return fail_errno(errno, "open the BPF object in this binary");
	return skeleton;
}

Result<Seat> Seat::load(const DispatcherTemplate& dispatcher)
{
	auto skeleton = open();
	if (!skeleton)
		return error_of(skeleton);
	if (auto prepared = dispatcher.prepare((*skeleton)->progs.ctgate_seat); !prepared)
		return error_of(prepared);
	if (const int result = ctgate_seat_bpf::load(skeleton->get()); result < 0)
		return fail_errno(libbpf_errno(result), "load what holds a place in a dispatcher");
	return Seat{std::move(*skeleton)};
}

int Seat::fd() const
{
	return ::bpf_program__fd(skeleton_->progs.ctgate_seat);
}

Result<unsigned> Seat::take(const Interface& interface, XdpMode mode, Priority priority)
{
	auto skeleton = open();
	if (!skeleton)
		return error_of(skeleton);
	DECLARE_LIBXDP_OPTS(xdp_program_opts, options, .obj = (*skeleton)->obj, .prog_name = kName);
	const auto program = owned<XdpProgramHandle>(::xdp_program__create(&options), "hand a program to libxdp");
	if (!program)
		return error_of(program);
	::xdp_program__set_run_prio(program->get(), priority);
	::xdp_program__set_xdp_frags_support(program->get(), true);
	::unsetenv("LIBXDP_SKIP_DISPATCHER"); // it would take the interface for this program alone

	const auto ifindex = static_cast<int>(interface.index);
	const int result = ::xdp_program__attach(program->get(), ifindex,
						 mode == XdpMode::kNative ? XDP_MODE_NATIVE : XDP_MODE_SKB, 0);
	if (result < 0)
		return error_of(refused(-result, interface, mode));
	const unsigned id = ::xdp_program__id(program->get());
	const auto dispatcher = Dispatcher::on(interface.index);
	if (dispatcher && *dispatcher && (*dispatcher)->member(id))
		return id;
	(void)Dispatcher::remove(interface.index, id);
	return dispatcher ? Result<unsigned>{no_freplace(EOPNOTSUPP)} : error_of(dispatcher);
}

Result<void> Seat::clear(unsigned ifindex)
{
	const auto dispatcher = Dispatcher::on(ifindex);
	if (!dispatcher)
		return error_of(dispatcher);
	if (!*dispatcher)
		return {};
	for (const auto& member : (*dispatcher)->members())
		if (member.name == kName)
			if (auto removed = Dispatcher::remove(ifindex, member.program_id); !removed)
				return removed;
	return {};
}

} // namespace ctgate
