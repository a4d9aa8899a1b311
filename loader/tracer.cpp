// SPDX-License-Identifier: MIT
#include "loader/tracer.hpp"

#include "loader/program/test_run.hpp"
#include "loader/sets/prefix_set.hpp"

#include <bpf/bpf.h>

#include <algorithm>

namespace ctgate
{

Result<Tracer> Tracer::of(Filter& filter)
{
	if (!filter.is_here())
		return fail(ENODEV, "{}", filter.absence());
	auto program = filter.prepare_tracing();
	if (!program)
		return error_of(program);
	auto map = program->map("trace");
	if (!map)
		return error_of(map);
	const auto image = program->image();
	if (!image)
		return error_of(image);
	return Tracer{std::move(*program), std::move(*map), *image, filter.ifindex()};
}

Result<Trace> Tracer::run(std::span<const std::byte> frame) const
{
	const std::uint32_t key = 0;
	ctg_trace written{};
	if (const int result = ::bpf_map_update_elem(map_.get(), &key, &written, BPF_ANY); result < 0)
		return fail_errno(libbpf_errno(result), "clear the trace");

	const auto verdict = test_run(program_, frame, ifindex_); // the canary of conntrack is each interface's own
	if (!verdict)
		return error_of(verdict);
	if (const int result = ::bpf_map_lookup_elem(map_.get(), &key, &written); result < 0)
		return fail_errno(libbpf_errno(result), "read the trace");

	const auto steps = std::min<std::size_t>(written.steps, CTG_STEPS_MAX);
	return Trace{.verdict = *verdict, .steps = {written.step, written.step + steps}};
}

Result<std::optional<std::vector<std::uint8_t>>> Tracer::denied(ctg_family family) const
{
	const auto set = PrefixSet::of(program_, CTG_SET_DENY);
	if (!set)
		return error_of(set);
	const auto prefix = set->any_for_good(family); // another may be over by the time it is asked for
	if (!prefix)
		return error_of(prefix);
	if (!*prefix)
		return std::nullopt;
	return std::vector<std::uint8_t>{(*prefix)->address.begin(),
					 (*prefix)->address.begin() + (*prefix)->bits_max() / 8};
}

} // namespace ctgate
