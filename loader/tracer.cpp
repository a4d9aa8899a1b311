// SPDX-License-Identifier: MIT
#include "loader/tracer.hpp"

#include "loader/map_pins.hpp"

#include <linux/bpf.h>
#include <linux/if_ether.h>

#include <bpf/bpf.h>

#include <algorithm>

namespace ctgate
{

Result<Tracer> Tracer::of(Filter& filter)
{
	if (!filter.alive())
		return fail(ENODEV, "the interface was deleted; ctgate detach {} removes what is left of its filter",
			    filter.interface());
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
	if (frame.size() < ETH_HLEN)
		return fail(EINVAL, "a frame begins with an Ethernet header of {} bytes; of this one there are {}",
			    ETH_HLEN, frame.size());
	const std::uint32_t key = 0;
	ctg_trace written{};
	if (const int result = ::bpf_map_update_elem(map_.get(), &key, &written, BPF_ANY); result < 0)
		return fail_errno(libbpf_errno(result), "clear the trace");

	xdp_md arrival{};
	arrival.data_end = static_cast<__u32>(frame.size());
	arrival.ingress_ifindex = ifindex_; // the canary of conntrack is each interface's own
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(),
		    .data_size_in = static_cast<__u32>(frame.size()), .ctx_in = &arrival,
		    .ctx_size_in = sizeof(arrival));
	if (const int result = ::bpf_prog_test_run_opts(program_.fd(), &options); result < 0)
		return fail_errno(libbpf_errno(result),
				  fmt::format("run the filter on a frame of {} bytes", frame.size()));
	if (const int result = ::bpf_map_lookup_elem(map_.get(), &key, &written); result < 0)
		return fail_errno(libbpf_errno(result), "read the trace");

	const auto steps = std::min<std::size_t>(written.steps, CTG_STEPS_MAX);
	return Trace{.verdict = options.retval, .steps = {written.step, written.step + steps}};
}

Result<std::optional<std::vector<std::uint8_t>>> Tracer::denied(ctg_family family) const
{
	const auto set = program_.map(set_name(CTG_SET_DENY, family));
	if (!set)
		return error_of(set);
	ctg_prefix6 prefix{}, next{}; // of either family: the address stands in the same place
	void* last = nullptr;
	while (::bpf_map_get_next_key(set->get(), last, &next) == 0) {
		prefix = next;
		last = &prefix;
		ctg_set_entry entry{};
		if (::bpf_map_lookup_elem(set->get(), &prefix, &entry) != 0 || entry.expires_at != 0)
			continue; // it may be over by the time it is asked for
		return std::vector<std::uint8_t>{prefix.address, prefix.address + (family == CTG_IPV4 ? 4 : 16)};
	}
	return std::nullopt;
}

} // namespace ctgate
