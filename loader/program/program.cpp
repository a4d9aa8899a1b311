// SPDX-License-Identifier: MIT
#include "loader/program/program.hpp"

#include "loader/probe.hpp"
#include "loader/shared/template.hpp"

#include "ctgate.skel.h"

#include <fcntl.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>

namespace ctgate
{
namespace
{

struct SkeletonDeleter {
	void operator()(ctgate_bpf* skeleton) const { ctgate_bpf::destroy(skeleton); }
};
using Skeleton = std::unique_ptr<ctgate_bpf, SkeletonDeleter>;

std::array<bpf_map*, 5> state_maps(const ctgate_bpf& skeleton)
{
	return {skeleton.maps.counters, skeleton.maps.avoided, skeleton.maps.total_buckets, skeleton.maps.sketch,
		skeleton.maps.learning};
}

std::array<bpf_map*, 6> set_maps(const ctgate_bpf& skeleton)
{
	return {skeleton.maps.allow4, skeleton.maps.allow6, skeleton.maps.allow_why,
		skeleton.maps.deny4,  skeleton.maps.deny6,  skeleton.maps.deny_why};
}

bool same_shape(const bpf_map_info& info, const bpf_map* map)
{
	return info.type == ::bpf_map__type(map) && info.key_size == ::bpf_map__key_size(map) &&
	       info.value_size == ::bpf_map__value_size(map) && info.max_entries == ::bpf_map__max_entries(map);
}

Result<void> reuse_pinned(bpf_map* map, const PinDirectory& directory)
{
	const std::string_view name = ::bpf_map__name(map);
	if (!directory.holds(name))
		return {};
	auto pinned = directory.get(name);
	if (!pinned)
		return error_of(pinned);
	auto info = map_info(pinned->get());
	if (!info)
		return error_of(info);
	if (!same_shape(*info, map))
		return fail(
			EPROTO,
			"{} has another shape than this version's (value of {} bytes, {} entries; wanted {} and {}): "
			"it was written by another ctgate; detach with that one, or remove the file",
			directory.path(name), info->value_size, info->max_entries, ::bpf_map__value_size(map),
			::bpf_map__max_entries(map));
	if (const int result = ::bpf_map__reuse_fd(map, pinned->get()); result < 0)
		return fail_errno(libbpf_errno(result), fmt::format("reuse {}", directory.path(name)));
	return {};
}

Result<void> pin_new(const bpf_map* map, const PinDirectory& directory)
{
	const std::string_view name = ::bpf_map__name(map);
	if (directory.holds(name))
		return {};
	return directory.pin(::bpf_map__fd(map), name);
}

Result<void> pin_all(const auto& maps, const PinDirectory& directory)
{
	for (const bpf_map* map : maps)
		if (auto pinned = pin_new(map, directory); !pinned)
			return error_of(pinned);
	return {};
}

Result<void> reuse_all(const auto& maps, const PinDirectory& directory)
{
	for (bpf_map* map : maps)
		if (auto reused = reuse_pinned(map, directory); !reused)
			return error_of(reused);
	return {};
}

/// A ring that nobody fills takes a page.
void size_ring(const ctgate_bpf& skeleton, const ctg_image& image)
{
	const auto page = static_cast<std::uint32_t>(::sysconf(_SC_PAGESIZE));
	::bpf_map__set_max_entries(skeleton.maps.observed,
				   image.machine.observing ? std::uint32_t{CTG_OBSERVED_BYTES} : page);
}

Result<Skeleton> open_skeleton(const ctg_image& image)
{
	Skeleton skeleton{ctgate_bpf::open()};
	if (!skeleton)
		return fail_errno(errno, "open the BPF object in this binary");
	skeleton->rodata_image->ctg_image = image;
	skeleton->rodata_ports->ctg_ports = *ports_for(image.policy);
	size_ring(*skeleton, image);
	return skeleton;
}

/// With the maps that are pinned, where there are pins.
Result<Skeleton> open_skeleton(const ctg_image& image, const MapPins* pins)
{
	auto skeleton = open_skeleton(image);
	if (!skeleton || !pins)
		return skeleton;
	const auto lines = pins->lines();
	if (!lines)
		return error_of(lines);
	::bpf_map__set_max_entries((*skeleton)->maps.sketch, *lines);
	if (auto reused = reuse_all(state_maps(**skeleton), pins->state); !reused)
		return error_of(reused);
	if (auto reused = reuse_all(set_maps(**skeleton), pins->sets); !reused)
		return error_of(reused);
	return skeleton;
}

Result<void> load_skeleton(ctgate_bpf& skeleton)
{
	const int result = ctgate_bpf::load(&skeleton);
	if (result == 0)
		return {};
	const int code = libbpf_errno(result);
	if (code == EPERM || code == EACCES)
		return fail_errno(code, "load the filter (this needs root, or CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN)");
	return fail_errno(code, fmt::format("Linux {} refused the filter (--verbose shows what its verifier said)",
					    kernel_release()));
}

/// Verified as what a dispatcher calls: the kernel wants to see one.
Result<void> load_for_dispatcher(ctgate_bpf& skeleton)
{
	const auto dispatcher = DispatcherTemplate::load();
	if (!dispatcher)
		return error_of(dispatcher);
	if (auto prepared = dispatcher->prepare(skeleton.progs.ctgate); !prepared)
		return prepared;
	return load_skeleton(skeleton);
}

/// Whether a kernel has the look-up is found out by using it: it may be missing with its module.
Result<Skeleton> open_and_load(ctg_image image, const MapPins* pins, Sharing sharing)
{
	for (const bool conntrack : {true, false}) {
		image.machine.conntrack = conntrack;
		auto skeleton = open_skeleton(image, pins);
		if (!skeleton)
			return skeleton;
		auto loaded = sharing == Sharing::kShared ? load_for_dispatcher(**skeleton) : load_skeleton(**skeleton);
		if (loaded)
			return skeleton;
		if (!conntrack || loaded.error().code() == EPERM)
			return error_of(loaded);
	}
	std::unreachable();
}

} // namespace

Result<Program> Program::load(const ctg_image& image, const MapPins& pins, Sharing sharing)
{
	auto skeleton = open_and_load(image, &pins, sharing);
	if (!skeleton)
		return error_of(skeleton);
	auto program = duplicate(::bpf_program__fd((*skeleton)->progs.ctgate));
	if (!program)
		return program;
	// What nobody could read back must not come into force.
	if (auto readable = program->image(); !readable)
		return std::unexpected{readable.error().within("read the new program back")};
	if (auto pinned = pin_all(state_maps(**skeleton), pins.state); !pinned)
		return error_of(pinned);
	if (auto pinned = pin_all(set_maps(**skeleton), pins.sets); !pinned)
		return error_of(pinned);
	return program;
}

Result<Program> Program::load(const ctg_image& image, Sharing sharing)
{
	auto skeleton = open_and_load(image, nullptr, sharing);
	if (!skeleton)
		return error_of(skeleton);
	return duplicate(::bpf_program__fd((*skeleton)->progs.ctgate));
}

Result<Program> Program::load_tracing(const ctg_image& image, const MapPins& pins)
{
	ctg_image tracing = image;
	tracing.machine.tracing = 1;
	tracing.machine.shortcut = 0; // the same verdict by a way on which there is something to see
	auto skeleton = open_and_load(tracing, &pins, Sharing::kExclusive);
	if (!skeleton)
		return error_of(skeleton);
	return duplicate(::bpf_program__fd((*skeleton)->progs.ctgate));
}

Result<Program> Program::load_observing(const ctg_image& image, const MapPins& pins, Sharing sharing,
					std::uint32_t slot)
{
	ctg_image observing = image;
	observing.machine.observing = static_cast<__u8>(slot + 1);
	return load(observing, pins, sharing);
}

Result<Program> Program::duplicate(int fd)
{
	UniqueFd copy{::fcntl(fd, F_DUPFD_CLOEXEC, 0)};
	if (!copy)
		return fail_errno(errno, "keep the loaded filter");
	return Program{std::move(copy)};
}

} // namespace ctgate
