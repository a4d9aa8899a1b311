// SPDX-License-Identifier: MIT
#include "loader/program.hpp"

#include "ctgate.skel.h"

#include <fcntl.h>
#include <sys/utsname.h>
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

constexpr std::string_view kImage = ".rodata.image";
constexpr std::size_t kMapsMax = 32;
constexpr const char* kNeedsSysAdmin = "read what runs (this needs root, or CAP_SYS_ADMIN)";

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
	struct utsname kernel {
	};
	::uname(&kernel);
	return fail_errno(code, fmt::format("Linux {} refused the filter (--verbose shows what its verifier said)",
					    kernel.release));
}

/// Whether a kernel has the look-up is found out by using it: it may be missing with its module.
Result<Skeleton> open_and_load(ctg_image image, const MapPins* pins)
{
	for (const bool conntrack : {true, false}) {
		image.machine.conntrack = conntrack;
		auto skeleton = open_skeleton(image, pins);
		if (!skeleton)
			return skeleton;
		auto loaded = load_skeleton(**skeleton);
		if (loaded)
			return skeleton;
		if (!conntrack || loaded.error().code() == EPERM)
			return error_of(loaded);
	}
	std::unreachable();
}

} // namespace

Result<Program> Program::load(const ctg_image& image, const MapPins& pins)
{
	auto skeleton = open_and_load(image, &pins);
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

Result<Program> Program::load(const ctg_image& image)
{
	auto skeleton = open_and_load(image, nullptr);
	if (!skeleton)
		return error_of(skeleton);
	return duplicate(::bpf_program__fd((*skeleton)->progs.ctgate));
}

Result<Program> Program::load_tracing(const ctg_image& image, const MapPins& pins)
{
	ctg_image tracing = image;
	tracing.machine.tracing = 1;
	tracing.machine.shortcut = 0; // the same verdict by a way on which there is something to see
	auto skeleton = open_and_load(tracing, &pins);
	if (!skeleton)
		return error_of(skeleton);
	return duplicate(::bpf_program__fd((*skeleton)->progs.ctgate));
}

Result<Program> Program::load_observing(const ctg_image& image, const MapPins& pins, std::uint32_t slot)
{
	ctg_image observing = image;
	observing.machine.observing = static_cast<__u8>(slot + 1);
	return load(observing, pins);
}

Result<Program> Program::duplicate(int fd)
{
	UniqueFd copy{::fcntl(fd, F_DUPFD_CLOEXEC, 0)};
	if (!copy)
		return fail_errno(errno, "keep the loaded filter");
	return Program{std::move(copy)};
}

Result<Program> Program::running(unsigned id)
{
	UniqueFd fd{::bpf_prog_get_fd_by_id(id)};
	if (!fd && errno == EPERM)
		return fail_errno(EPERM, kNeedsSysAdmin);
	if (!fd)
		return fail_errno(errno, fmt::format("open program {}", id));
	return Program{std::move(fd)};
}

Result<Program> Program::pinned(const PinDirectory& pins, std::string_view pin)
{
	auto fd = pins.get(pin);
	if (!fd)
		return error_of(fd);
	return Program{std::move(*fd)};
}

Result<unsigned> Program::id() const
{
	bpf_prog_info info{};
	__u32 size = sizeof(info);
	if (const int result = ::bpf_obj_get_info_by_fd(program_.get(), &info, &size); result < 0)
		return fail_errno(libbpf_errno(result), "ask for the number of a program");
	return info.id;
}

Result<UniqueFd> Program::map(std::string_view name) const
{
	std::array<__u32, kMapsMax> ids{};
	bpf_prog_info info{};
	__u32 size = sizeof(info);
	info.nr_map_ids = ids.size();
	info.map_ids = reinterpret_cast<__u64>(ids.data());
	if (const int result = ::bpf_obj_get_info_by_fd(program_.get(), &info, &size); result < 0)
		return fail_errno(libbpf_errno(result), "ask which maps the program uses");

	for (const __u32 id : std::span{ids}.first(std::min<std::size_t>(info.nr_map_ids, ids.size()))) {
		UniqueFd fd{::bpf_map_get_fd_by_id(id)};
		if (!fd)
			return fail_errno(errno, errno == EPERM ? kNeedsSysAdmin : fmt::format("open map {}", id));
		auto map = map_info(fd.get());
		if (!map)
			return error_of(map);
		if (name == map->name)
			return fd;
	}
	return fail(EPROTO, "the program in force has no map `{}`: it belongs to another version of ctgate", name);
}

Result<ctg_image> Program::image() const
{
	auto fd = map(kImage);
	if (!fd)
		return error_of(fd);
	auto info = map_info(fd->get());
	if (!info)
		return error_of(info);
	const auto other_version = [](auto detail) {
		return fail(EPROTO,
			    "the program in force is another version's ({}); use that ctgate, or detach and attach",
			    detail);
	};
	if (info->value_size != sizeof(ctg_image))
		return other_version(fmt::format("image of {} bytes, not {}", info->value_size, sizeof(ctg_image)));

	ctg_image image{};
	const __u32 key = 0;
	if (const int result = ::bpf_map_lookup_elem(fd->get(), &key, &image); result < 0)
		return fail_errno(libbpf_errno(result), "read the configuration in force");
	if (image.abi != CTG_ABI)
		return other_version(fmt::format("ABI {}, not {}", image.abi, CTG_ABI));
	return image;
}

} // namespace ctgate
