// SPDX-License-Identifier: MIT
// What the kernel tells of a program that it has.
#include "loader/program/program.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>

namespace ctgate
{
namespace
{

constexpr std::string_view kImage = ".rodata.image";
constexpr std::size_t kMapsMax = 32;
constexpr const char* kNeedsSysAdmin = "read what runs (this needs root, or CAP_SYS_ADMIN)";

} // namespace

Result<ProgramName> name_of_program(int fd)
{
	bpf_prog_info info{};
	__u32 size = sizeof(info);
	if (const int result = ::bpf_obj_get_info_by_fd(fd, &info, &size); result < 0)
		return fail_errno(libbpf_errno(result), "ask what the kernel calls a program");
	return ProgramName{.id = info.id, .name = info.name};
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
	const auto name = name_of_program(program_.get());
	return name ? Result<unsigned>{name->id} : error_of(name);
}

Result<Program> Program::pinned(const std::string& path)
{
	UniqueFd fd{::bpf_obj_get(path.c_str())};
	if (!fd)
		return fail_errno(errno, fmt::format("open {}", path));
	return Program{std::move(fd)};
}

Result<std::vector<__u32>> Program::map_ids() const
{
	std::vector<__u32> ids(kMapsMax);
	bpf_prog_info info{};
	__u32 size = sizeof(info);
	info.nr_map_ids = kMapsMax;
	info.map_ids = reinterpret_cast<__u64>(ids.data());
	if (const int result = ::bpf_obj_get_info_by_fd(program_.get(), &info, &size); result < 0)
		return fail_errno(libbpf_errno(result), "ask which maps the program uses");
	ids.resize(std::min<std::size_t>(info.nr_map_ids, ids.size()));
	return ids;
}

bool Program::uses_map(unsigned id) const
{
	const auto ids = map_ids();
	return ids && std::ranges::find(*ids, id) != ids->end();
}

Result<UniqueFd> Program::map(std::string_view name) const
{
	const auto ids = map_ids();
	if (!ids)
		return error_of(ids);
	for (const __u32 id : *ids) {
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
