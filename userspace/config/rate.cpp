// SPDX-License-Identifier: MIT
#include "userspace/config/rate.hpp"

#include "userspace/config/whole_number.hpp"

#include <algorithm>
#include <array>

namespace ctgate
{
namespace
{

constexpr std::uint64_t kRateMax = 10'000'000;
constexpr std::uint64_t kBurstMax = 100'000'000;

struct Period {
	char letter;
	std::uint32_t seconds;
};
constexpr std::array kPeriods = {Period{'s', 1}, Period{'m', 60}, Period{'h', 3600}};

} // namespace

Result<Rate> parse_rate(std::string_view text)
{
	const auto slash = text.find('/');
	const std::string_view letter = slash == std::string_view::npos ? "s" : text.substr(slash + 1);
	const auto period = std::ranges::find_if(
		kPeriods, [&](const Period& p) { return letter.size() == 1 && letter[0] == p.letter; });
	const auto packets = whole_number<std::uint64_t>(text.substr(0, slash));
	if (!packets || period == kPeriods.end())
		return fail(EINVAL, "`{}` is not a rate; write packets per second, minute or hour: 5000/s, 30/m, 10/h",
			    text);
	if (*packets == 0)
		return fail(EINVAL, "a rate of 0 would drop everything; to lift a limit set its reason off: ctgate "
				    "reason set limit_dns_total off");
	if (*packets > kRateMax * period->seconds || *packets > UINT32_MAX)
		return fail(EINVAL, "{} is beyond the highest rate, {}/s; to lift a limit set its reason off", text,
			    kRateMax);
	return Rate{static_cast<std::uint32_t>(*packets), period->seconds};
}

Result<std::uint32_t> parse_burst(std::string_view text)
{
	const auto packets = whole_number<std::uint64_t>(text);
	if (!packets)
		return fail(EINVAL, "`{}` is not a burst; write a number of packets: 10000", text);
	if (*packets == 0 || *packets > kBurstMax)
		return fail(EINVAL, "a burst of {} packets is not possible; it must be from 1 to {}", text, kBurstMax);
	return static_cast<std::uint32_t>(*packets);
}

std::string to_string(const Rate& rate)
{
	const auto period = std::ranges::find(kPeriods, rate.period_s, &Period::seconds);
	return fmt::format("{}/{}", rate.packets, period->letter);
}

} // namespace ctgate
