// SPDX-License-Identifier: MIT
#include "loader/rehearsal.hpp"

#include "loader/program/test_run.hpp"

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
	return test_run(program_, frame);
}

} // namespace ctgate
