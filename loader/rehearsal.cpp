// SPDX-License-Identifier: MIT
#include "loader/rehearsal.hpp"

#include <bpf/bpf.h>

#include <algorithm>
#include <iterator>

namespace ctgate
{
namespace
{

ctg_image without_the_moment(ctg_image image)
{
	std::ranges::fill(image.policy.action + CTG_LIMIT_REASONS, std::end(image.policy.action), __u8{CTG_OFF});
	std::ranges::fill(image.machine.port_limits, __u8{0});
	std::ranges::fill(image.machine.any_limit, __u8{0});
	for (const auto reason : {CTG_PREFIX_DENIED, CTG_DNS_REPLY_UNSOLICITED, CTG_TCP_OUT_OF_STATE})
		image.policy.action[reason] = CTG_OFF;
	image.machine.allow = image.machine.deny = 0;
	return image;
}

} // namespace

Result<Rehearsal> Rehearsal::of(Filter& filter)
{
	const auto image = filter.image();
	if (!image)
		return error_of(image);
	auto program = Program::load(without_the_moment(*image));
	if (!program)
		return error_of(program);
	return Rehearsal{std::move(*program)};
}

Result<std::uint32_t> Rehearsal::verdict(std::span<const std::byte> frame) const
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(),
		    .data_size_in = static_cast<__u32>(frame.size()));
	if (const int result = ::bpf_prog_test_run_opts(program_.fd(), &options); result < 0)
		return fail_errno(libbpf_errno(result),
				  fmt::format("try the filter on a frame of {} bytes", frame.size()));
	return options.retval;
}

} // namespace ctgate
