// SPDX-License-Identifier: MIT
#include "userspace/config/limit.hpp"

#include "loader/base/nearest.hpp"
#include "userspace/config/whole_number.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace ctgate
{
namespace
{

/// Bucket time is 64 bits wide; a day's worth of debt leaves it decades of uptime.
constexpr std::chrono::hours kFillTimeMax{24};

constexpr std::array<std::uint8_t, CTG_FAMILIES> kAddressBits = {32, 128};
constexpr std::array<std::string_view, CTG_FAMILIES> kFamilyNames = {"IPv4", "IPv6"};
constexpr std::uint16_t kTimesMax = 10'000;

constexpr std::array<std::string_view, CTG_LIMIT_OTHER + 1> kProtocolNames = {"", "udp", "tcp-syn", "icmp-echo",
									      "other"};
constexpr std::array<std::string_view, CTG_LIMIT_OTHER + 1> kProtocolTexts = {
	"", "UDP", "TCP SYN", "ICMP echo requests", "protocols other than TCP, UDP and ICMP"};

bool has_ports(ctg_limit_protocol protocol)
{
	return protocol == CTG_LIMIT_UDP || protocol == CTG_LIMIT_TCP_SYN;
}

std::size_t lengths_max(ctg_family family)
{
	return CTG_PREFIX_LENGTHS(family);
}

template <class T>
std::optional<T> number_in(std::string_view text, T least, T most)
{
	const auto number = whole_number<unsigned long>(text);
	if (!number || *number < least || *number > most)
		return std::nullopt;
	return static_cast<T>(*number);
}

std::vector<std::string_view> split(std::string_view text)
{
	std::vector<std::string_view> parts;
	for (std::size_t at = 0; at <= text.size();) {
		const auto comma = std::min(text.find(',', at), text.size());
		parts.push_back(text.substr(at, comma - at));
		at = comma + 1;
	}
	return parts;
}

Result<void> require_sane(const Bucket& bucket)
{
	const std::chrono::duration<double, std::chrono::hours::period> fill_time =
		std::chrono::seconds{bucket.rate.period_s} * (1.0 * bucket.burst / bucket.rate.packets);
	if (fill_time > kFillTimeMax)
		return fail(EINVAL, "{} would take {:.0f} hours to fill; lower the burst or raise the rate",
			    to_string(bucket), fill_time.count());
	return {};
}

Result<void> require_name(std::string_view name)
{
	constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";
	if (name.empty() || name.size() >= CTG_LIMIT_NAME_SIZE || name.find_first_not_of(kLetters) != name.npos ||
	    name.starts_with('-') || name.ends_with('-'))
		return fail(EINVAL,
			    "`{}` cannot name a limit; use at most {} small letters, digits and hyphens: ssdp, my-game",
			    name, CTG_LIMIT_NAME_SIZE - 1);
	return {};
}

ctg_rate to_image(const Bucket& bucket)
{
	return {.packets = bucket.rate.packets, .period_s = bucket.rate.period_s, .burst = bucket.burst, .reserved = 0};
}

Bucket from_image(const ctg_rate& rate)
{
	return {.rate = {.packets = rate.packets, .period_s = rate.period_s}, .burst = rate.burst};
}

} // namespace

std::string to_string(const Bucket& bucket)
{
	return fmt::format("{} burst {}", to_string(bucket.rate), bucket.burst);
}

std::string to_string(const std::vector<PrefixLength>& lengths)
{
	std::vector<std::string> texts;
	for (const auto& [bits, times] : lengths)
		texts.push_back(times == 1 ? fmt::format("/{}", bits) : fmt::format("/{} x{}", bits, times));
	return fmt::format("{}", fmt::join(texts, ", "));
}

std::string_view to_string(ctg_limit_protocol protocol)
{
	return kProtocolNames[protocol];
}

std::string Limit::matches() const
{
	std::string text{kProtocolTexts[protocol]};
	if (!ports.empty())
		text += fmt::format(" {} port{} {}", side == CTG_SOURCE ? "from" : "to", ports.size() > 1 ? "s" : "",
				    fmt::join(ports, ","));
	return counting == Counting::kNewOnly ? text + ", new flows only" : text;
}

std::string Limit::summary() const
{
	std::string text{protocol == CTG_LIMIT_OTHER ? "other protocols" : kProtocolTexts[protocol]};
	if (ports.size() == 1)
		text += fmt::format(" {} {}", side == CTG_SOURCE ? "from" : "to", ports.front());
	if (ports.size() > 1)
		text += fmt::format(" {} {} ports", side == CTG_SOURCE ? "from" : "to", ports.size());
	return counting == Counting::kNewOnly ? text + ", new flows" : text;
}

Result<void> Limit::check() const
{
	if (auto named = require_name(name); !named)
		return named;
	for (const Bucket& one : bucket)
		if (auto sane = require_sane(one); !sane)
			return sane;
	if (!ports.empty() && !has_ports(protocol))
		return fail(EINVAL, "{} has no ports; leave --ports out, or make it a limit of udp or tcp-syn",
			    to_string(protocol));
	if (counting == Counting::kNewOnly && !has_ports(protocol))
		return fail(EINVAL, "conntrack can be asked about UDP and TCP only, so {} cannot be new-only",
			    to_string(protocol));
	for (const auto& lengths : prefixes)
		if (lengths.empty())
			return fail(EINVAL, "limit {} needs a prefix length for either family", name);
	return {};
}

ctg_limit Limit::to_image() const
{
	ctg_limit image{};
	name.copy(image.name, sizeof(image.name) - 1);
	image.protocol = static_cast<__u8>(protocol);
	image.side = static_cast<__u8>(side);
	image.new_only = counting == Counting::kNewOnly;
	image.ports = static_cast<__u8>(ports.size());
	std::ranges::copy(ports, image.port);
	std::ranges::transform(bucket, image.rate, [](const Bucket& one) { return ctgate::to_image(one); });
	for (std::size_t family = 0; family < CTG_FAMILIES; ++family)
		std::ranges::transform(prefixes[family], image.prefix[family], [](const PrefixLength& length) {
			return ctg_prefix_length{.bits = length.bits, .reserved = 0, .times = length.times};
		});
	return image;
}

Limit Limit::from_image(const ctg_limit& image)
{
	Limit limit{.name = image.name,
		    .protocol = static_cast<ctg_limit_protocol>(image.protocol),
		    .side = static_cast<ctg_side>(image.side),
		    .ports = {image.port, image.port + image.ports},
		    .counting = image.new_only ? Counting::kNewOnly : Counting::kAll,
		    .bucket = {},
		    .prefixes = {}};
	std::ranges::transform(image.rate, limit.bucket.begin(),
			       [](const ctg_rate& one) { return ctgate::from_image(one); });
	for (std::size_t family = 0; family < CTG_FAMILIES; ++family)
		for (const auto& [bits, reserved, times] : image.prefix[family])
			if (bits != 0)
				limit.prefixes[family].push_back({.bits = bits, .times = times});
	return limit;
}

Result<std::vector<std::uint16_t>> parse_ports(std::string_view text)
{
	std::vector<std::uint16_t> ports;
	for (const auto part : split(text)) {
		const auto port = number_in<std::uint16_t>(part, 1, 65535);
		if (!port)
			return fail(EINVAL, "`{}` is not a port; write numbers from 1 to 65535: 53 or 53,853", part);
		ports.push_back(*port);
	}
	if (ports.size() > CTG_LIMIT_PORTS_MAX)
		return fail(EINVAL, "{} ports are more than the {} that one limit may name; make it two limits",
			    ports.size(), static_cast<int>(CTG_LIMIT_PORTS_MAX));
	return ports;
}

Result<std::vector<PrefixLength>> parse_prefix_lengths(std::string_view text, ctg_family family)
{
	std::vector<PrefixLength> lengths;
	for (const auto part : split(text)) {
		const auto x = part.find('x');
		const auto bits = number_in<std::uint8_t>(part.substr(0, x), 1, kAddressBits[family]);
		const auto times = x == part.npos ? std::optional<std::uint16_t>{1}
						  : number_in<std::uint16_t>(part.substr(x + 1), 1, kTimesMax);
		if (!bits || !times)
			return fail(EINVAL,
				    "`{}` is not a prefix length of {}; write bits, or bits and times the rate of one "
				    "source: {}x16",
				    part, kFamilyNames[family], kAddressBits[family] * 3 / 4);
		lengths.push_back({.bits = *bits, .times = *times});
	}
	if (lengths.size() > lengths_max(family))
		return fail(EINVAL, "{} prefix lengths are too many; at most {} of {} at once", lengths.size(),
			    lengths_max(family), kFamilyNames[family]);
	std::ranges::sort(lengths, std::greater{}, &PrefixLength::bits);
	return lengths;
}

Result<ctg_limit_protocol> parse_protocol(std::string_view text)
{
	for (const auto protocol : {CTG_LIMIT_UDP, CTG_LIMIT_TCP_SYN, CTG_LIMIT_ICMP_ECHO, CTG_LIMIT_OTHER})
		if (text == to_string(protocol))
			return protocol;
	return fail(EINVAL, "`{}` is not what a limit can look at; say udp, tcp-syn, icmp-echo or other{}", text,
		    did_you_mean(text, {kProtocolNames.begin() + 1, kProtocolNames.end()}));
}

} // namespace ctgate
