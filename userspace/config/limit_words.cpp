// SPDX-License-Identifier: MIT
#include "userspace/config/limit_words.hpp"

#include "loader/base/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace ctgate
{
namespace
{

/// Writes what was parsed to its place.
template <class T>
Result<void> put_parsed(T& place, Result<T> parsed)
{
	if (!parsed)
		return error_of(parsed);
	place = std::move(*parsed);
	return {};
}

Result<ctg_side> parse_side(std::string_view text)
{
	if (text != "source" && text != "destination")
		return fail(EINVAL, "`{}` is not a side; say whose ports are meant, source or destination{}", text,
			    did_you_mean(text, {"source", "destination"}));
	return text == "source" ? CTG_SOURCE : CTG_DESTINATION;
}

Result<Counting> parse_counting(std::string_view text)
{
	if (text != "all" && text != "new")
		return fail(EINVAL, "`{}` is not what a limit counts; say all, or new for new flows only", text);
	return text == "new" ? Counting::kNewOnly : Counting::kAll;
}

std::string text_of(const std::vector<PrefixLength>& lengths)
{
	std::vector<std::string> texts;
	for (const auto& [bits, times] : lengths)
		texts.push_back(times == 1 ? fmt::format("{}", bits) : fmt::format("{}x{}", bits, times));
	return fmt::format("{}", fmt::join(texts, ","));
}

template <ctg_limit_bucket Which>
constexpr LimitWord rate_word(std::string_view name)
{
	return {name, Which,
		[](Limit& limit, std::string_view text) {
			return put_parsed(limit.bucket[Which].rate, parse_rate(text));
		},
		[](const Limit& limit) { return to_string(limit.bucket[Which].rate); }};
}

template <ctg_limit_bucket Which>
constexpr LimitWord burst_word(std::string_view name)
{
	return {name, Which,
		[](Limit& limit, std::string_view text) {
			return put_parsed(limit.bucket[Which].burst, parse_burst(text));
		},
		[](const Limit& limit) { return std::to_string(limit.bucket[Which].burst); }};
}

template <ctg_family Family>
constexpr LimitWord prefixes_word(std::string_view name)
{
	return {name, std::nullopt,
		[](Limit& limit, std::string_view text) {
			return put_parsed(limit.prefixes[Family], parse_prefix_lengths(text, Family));
		},
		[](const Limit& limit) { return text_of(limit.prefixes[Family]); }};
}

constexpr LimitWord kProtocol = {
	"protocol", std::nullopt,
	[](Limit& limit, std::string_view text) { return put_parsed(limit.protocol, parse_protocol(text)); },
	[](const Limit& limit) { return std::string{to_string(limit.protocol)}; }};

constexpr LimitWord kSide = {
	"side", std::nullopt,
	[](Limit& limit, std::string_view text) { return put_parsed(limit.side, parse_side(text)); },
	[](const Limit& limit) { return std::string{limit.side == CTG_SOURCE ? "source" : "destination"}; }};

/// No port stands for every port.
Result<void> put_ports(Limit& limit, std::string_view text)
{
	if (text.empty()) {
		limit.ports.clear();
		return {};
	}
	return put_parsed(limit.ports, parse_ports(text));
}

constexpr LimitWord kPorts = {"ports", std::nullopt, put_ports,
			      [](const Limit& limit) { return fmt::format("{}", fmt::join(limit.ports, ",")); }};

constexpr LimitWord kCount = {
	"count", std::nullopt,
	[](Limit& limit, std::string_view text) { return put_parsed(limit.counting, parse_counting(text)); },
	[](const Limit& limit) { return std::string{limit.counting == Counting::kNewOnly ? "new" : "all"}; }};

constexpr std::array kWords = {
	kProtocol,
	kSide,
	kPorts,
	kCount,
	rate_word<CTG_TOTAL>("rate"),
	burst_word<CTG_TOTAL>("burst"),
	rate_word<CTG_EACH_SOURCE>("source_rate"),
	burst_word<CTG_EACH_SOURCE>("source_burst"),
	rate_word<CTG_EACH_DESTINATION>("destination_rate"),
	burst_word<CTG_EACH_DESTINATION>("destination_burst"),
	prefixes_word<CTG_IPV4>("prefixes4"),
	prefixes_word<CTG_IPV6>("prefixes6"),
};

} // namespace

std::span<const LimitWord> limit_words()
{
	return kWords;
}

const LimitWord& limit_word(std::string_view name)
{
	return *std::ranges::find(kWords, name, &LimitWord::name);
}

Limit fresh_limit(std::string name)
{
	Limit limit = default_limits().front().limit;
	limit.name = std::move(name);
	limit.ports.clear();
	return limit;
}

void wake_bucket(Config& config, std::string_view limit, ctg_limit_bucket bucket)
{
	ctg_action others = CTG_OFF;
	for (const auto other : {CTG_TOTAL, CTG_EACH_SOURCE, CTG_EACH_DESTINATION})
		others = std::max(others, config.action(config.reason(limit, other)));
	const ctg_reason reason = config.reason(limit, bucket);
	if (config.action(reason) == CTG_OFF)
		config.set_action(reason, others == CTG_OFF ? CTG_DROP : others);
}

} // namespace ctgate
