// SPDX-License-Identifier: MIT
#include "userspace/cli/filters.hpp"

#include "loader/base/nearest.hpp"
#include "loader/intent.hpp"

#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>

namespace ctgate::cli
{
namespace
{

/// The filter under the name that the interface had at attach, or has now.
Result<Filter> open_filter(const std::string& interface)
{
	auto filter = Filter::open(interface);
	if (filter || filter.error().code() != ENOTCONN)
		return filter;
	const auto names = Filter::interfaces();
	if (!names)
		return error_of(names);
	std::vector<std::string> names_now;
	for (const auto& name : *names) {
		auto other = Filter::open(name);
		if (other && other->interface_now() == interface)
			return other;
		if (other)
			names_now.push_back(other->interface_now());
	}
	return fail(ENOTCONN, "{}{}", filter.error().message(), did_you_mean(interface, names_now));
}

} // namespace

Result<void> settle()
{
	const auto settled = Intent::settle();
	if (!settled)
		return error_of(settled);
	if (*settled == Intent::Settled::kFinished)
		spdlog::warn("a change that was cut short was finished first");
	if (*settled == Intent::Settled::kTakenBack)
		spdlog::warn("a change that was cut short was taken back first");
	return {};
}

Result<std::vector<Filter>> open_filters(const std::string& interface)
{
	if (auto settled = settle(); !settled)
		return error_of(settled);
	std::vector<std::string> names{interface};
	if (interface.empty()) {
		auto all = Filter::interfaces();
		if (!all)
			return error_of(all);
		names = std::move(*all);
	}
	if (names.empty())
		return fail(ENOTCONN,
			    "no interface of this network namespace has a filter; attach it: ctgate attach eth0");

	std::vector<Filter> filters;
	for (const auto& name : names) {
		auto filter = open_filter(name);
		if (!filter)
			return error_of(filter);
		filters.push_back(std::move(*filter));
	}
	return filters;
}

Result<Filter> open_one_filter(const std::string& interface, std::string_view command)
{
	auto filters = open_filters(interface);
	if (!filters)
		return error_of(filters);
	if (filters->size() == 1)
		return std::move(filters->front());
	std::vector<std::string> names;
	std::ranges::transform(*filters, std::back_inserter(names), &Filter::interface);
	return fail(EINVAL, "several interfaces have a filter: {}; say which one: {} {}", fmt::join(names, ", "),
		    command, names.front());
}

} // namespace ctgate::cli
