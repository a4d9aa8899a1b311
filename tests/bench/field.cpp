// SPDX-License-Identifier: MIT
#include "tests/bench/field.hpp"

#include <linux/bpf.h>

#include <algorithm>

namespace ctgate::bench
{
namespace
{

constexpr unsigned verdict(bool drops)
{
	return drops ? XDP_DROP : XDP_PASS;
}

template <class ProgramOf>
Runner runner(const Fields& fields, unsigned verdict, ProgramOf program_of)
{
	Runner runner{.copies = {}, .verdict = verdict};
	std::ranges::transform(fields, runner.copies.begin(), program_of);
	return runner;
}

} // namespace

Result<Field> Field::load()
{
	auto empty = EmptyPrograms::load();
	if (!empty)
		return error_of(empty);
	auto defaults = Program::load(image_of(Config::defaults()));
	if (!defaults)
		return error_of(defaults);
	auto generous = Program::load(image_of(generous_defaults()));
	if (!generous)
		return error_of(generous);
	Field field{std::move(*empty), std::move(*defaults), std::move(*generous), {}};
	for (const auto* variant : {"all", "tcp", "udp"}) {
		auto filter = XdpFilter::load(variant);
		if (!filter && filter.error().code() != ENOENT)
			return error_of(filter);
		if (filter)
			field.xdp_filters.emplace(variant, std::move(*filter));
	}
	return field;
}

Result<Fields> load_fields()
{
	Fields fields;
	while (fields.size() < kCopies) {
		auto field = Field::load();
		if (!field)
			return error_of(field);
		fields.push_back(std::move(*field));
	}
	return fields;
}

std::vector<Runner> runners(const Fields& fields, const Traffic& traffic)
{
	const unsigned judged = verdict(traffic.reason != CTG_GO_ON);
	std::vector<Runner> runners = {
		runner(fields, judged, [&](const Field& field) { return field.empty.fd(judged); }),
		runner(fields, judged, [&](const Field& field) { return field.ctgate(traffic).fd(); }),
	};
	if (fields.front().xdp_filters.empty())
		return runners;
	for (const auto& variant : {std::string{"all"}, traffic.least})
		runners.push_back(runner(fields, verdict(traffic.xdp_filter_drops),
					 [&](const Field& field) { return field.xdp_filters.at(variant).fd(); }));
	return runners;
}

} // namespace ctgate::bench
