// SPDX-License-Identifier: MIT
#include "loader/shared/protocol.hpp"

#include "loader/pins/map_pins.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <bpf/bpf.h>

#include <algorithm>
#include <cstring>

namespace ctgate
{
namespace
{

/// Since libxdp 1.3; later versions only add to what is there.
constexpr unsigned kVersionLeast = 2;

} // namespace

Result<std::vector<std::byte>> dispatcher_config(int dispatcher)
{
	__u32 id = 0;
	bpf_prog_info info{};
	__u32 size = sizeof(info);
	info.nr_map_ids = 1;
	info.map_ids = reinterpret_cast<__u64>(&id);
	if (const int result = ::bpf_obj_get_info_by_fd(dispatcher, &info, &size); result < 0)
		return fail_errno(libbpf_errno(result), "ask which map the dispatcher has");
	const UniqueFd map{::bpf_map_get_fd_by_id(id)};
	if (!map)
		return fail_errno(errno, "open the configuration of the dispatcher");
	const auto shape = map_info(map.get());
	if (!shape)
		return error_of(shape);
	std::vector<std::byte> config(shape->value_size);
	const __u32 key = 0;
	if (const int result = ::bpf_map_lookup_elem(map.get(), &key, config.data()); result < 0)
		return fail_errno(libbpf_errno(result), "read the configuration of the dispatcher");
	return config;
}

Result<xdp_dispatcher_config> known_part(std::span<const std::byte> config)
{
	xdp_dispatcher_config known{};
	std::memcpy(&known, config.data(), std::min(sizeof(known), config.size()));
	if (known.magic != XDP_DISPATCHER_MAGIC || known.dispatcher_version < kVersionLeast ||
	    known.num_progs_enabled > MAX_DISPATCHER_ACTIONS)
		return fail(EPROTO, "the dispatcher is of a kind that this ctgate does not know; it knows those of "
				    "libxdp 1.3 and later");
	return known;
}

std::filesystem::path dispatcher_directory(unsigned ifindex, unsigned dispatcher)
{
	return std::filesystem::path{kDispatcherPins} / fmt::format("dispatch-{}-{}", ifindex, dispatcher);
}

std::filesystem::path member_program(const std::filesystem::path& directory, std::size_t member)
{
	return directory / fmt::format("prog{}-prog", member);
}

std::filesystem::path member_link(const std::filesystem::path& directory, std::size_t member)
{
	return directory / fmt::format("prog{}-link", member);
}

Result<UniqueFd> lock_dispatchers()
{
	UniqueFd directory{::open(kDispatcherPins, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	if (!directory || ::flock(directory.get(), LOCK_EX) != 0)
		return fail_errno(errno, fmt::format("lock {}", kDispatcherPins));
	return directory;
}

} // namespace ctgate
