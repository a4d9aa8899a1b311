// SPDX-License-Identifier: MIT
#include "loader/pins/map_pins.hpp"

#include <bpf/bpf.h>

namespace ctgate
{
namespace
{

constexpr std::string_view kSketch = "sketch";
constexpr std::string_view kSetNames[CTG_SETS][CTG_FAMILIES] = {{"allow4", "allow6"}, {"deny4", "deny6"}};

} // namespace

Result<bpf_map_info> map_info(int map)
{
	bpf_map_info info{};
	__u32 size = sizeof(info);
	if (const int result = ::bpf_obj_get_info_by_fd(map, &info, &size); result < 0)
		return fail_errno(libbpf_errno(result), "ask what a map looks like");
	return info;
}

Result<std::uint32_t> map_id(const Result<UniqueFd>& map)
{
	if (!map)
		return error_of(map);
	const auto info = map_info(map->get());
	return info ? Result<std::uint32_t>{info->id} : error_of(info);
}

std::string_view set_name(ctg_set set, ctg_family family)
{
	return kSetNames[set][family];
}

Result<std::uint32_t> MapPins::lines() const
{
	if (!state.holds(kSketch))
		return sketch_lines;
	auto pinned = state.get(kSketch);
	if (!pinned)
		return error_of(pinned);
	auto info = map_info(pinned->get());
	if (!info)
		return error_of(info);
	return info->max_entries;
}

Result<std::uint8_t> MapPins::families_of(ctg_set set) const
{
	std::uint8_t families = 0;
	for (const auto family : {CTG_IPV4, CTG_IPV6}) {
		const auto name = set_name(set, family);
		if (!sets.holds(name))
			continue;
		auto map = sets.get(name, PinDirectory::Access::kReadOnly);
		if (!map)
			return error_of(map);
		ctg_prefix6 first{};
		if (::bpf_map_get_next_key(map->get(), nullptr, &first) == 0)
			families |= static_cast<std::uint8_t>(1 << family);
	}
	return families;
}

Result<MachineFacts> MapPins::facts(const HashKeys& keys) const
{
	const auto size = lines();
	if (!size)
		return error_of(size);
	const auto allow = families_of(CTG_SET_ALLOW);
	if (!allow)
		return error_of(allow);
	const auto deny = families_of(CTG_SET_DENY);
	if (!deny)
		return error_of(deny);
	return MachineFacts{.tick = kernel_tick(), .keys = keys, .sketch_lines = *size, .allow = *allow, .deny = *deny};
}

} // namespace ctgate
