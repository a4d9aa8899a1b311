// SPDX-License-Identifier: MIT
#include "userspace/relief/relief.hpp"

#include "userspace/conntrack/eraser.hpp"
#include "userspace/conntrack/status_filter.hpp"
#include "userspace/doctor/census.hpp"

#include <optional>

namespace ctgate::relief
{
namespace
{

using conntrack::Entry;
using conntrack::Eraser;
using conntrack::StatusFilter;
using conntrack::Table;
using conntrack::Visit;

void count_kept(Reason reason, Preview& preview)
{
	preview.kept_own += reason == Reason::kOwn;
	preview.kept_ssh += reason == Reason::kSsh;
}

/// None where entries have to be named.
std::optional<StatusFilter> kernels_filter(const Wish& wish, const Keeping& keeping, const Preview& preview)
{
	if (wish.target != Target::kUnassured || !wish.whole() || preview.kept() > 0)
		return std::nullopt;
	// Not seen in the table, or not settled: the kernel's filter could meet it.
	if (keeping.knows_own() && !preview.own_is_assured)
		return std::nullopt;
	const auto filter = StatusFilter::proven();
	return filter ? std::optional{*filter} : std::nullopt;
}

Result<Freed> relieve_by_kernel(Table& table, const StatusFilter& filter)
{
	const auto before = table.fill();
	if (!before)
		return error_of(before);
	if (const auto erased = filter.erase_unassured(); !erased)
		return error_of(erased);
	const auto after = table.fill();
	if (!after)
		return error_of(after);
	return Freed{.way = Way::kByKernel,
		     .entries = before->entries > after->entries ? before->entries - after->entries : 0};
}

Result<Freed> relieve_by_name(Table& table, const Selection& selection, const Keeping& keeping)
{
	auto eraser = Eraser::open();
	if (!eraser)
		return error_of(eraser);
	Result<void> erased;
	const auto read = table.for_each([&](const Entry& entry) {
		if (selection.contains(entry) && keeping.reason(entry) == Reason::kNone)
			erased = eraser->erase(entry);
		return erased ? Visit::kNext : Visit::kEnough;
	});
	if (!read)
		return error_of(read);
	if (erased)
		erased = eraser->finish();
	if (!erased)
		return fail(erased.error().code(), "{}; {} were freed before that", erased.error().message(),
			    eraser->freed());
	return Freed{.way = Way::kByName, .entries = eraser->freed(), .gone = eraser->gone()};
}

} // namespace

Result<Preview> preview(Table& table, const Selection& selection, const Keeping& keeping)
{
	const auto fill = table.fill();
	if (!fill)
		return error_of(fill);
	Preview seen{.fill = *fill, .chosen = {}};
	doctor::Census census{selection.classifier()};
	const auto read = table.for_each([&](const Entry& entry) {
		const Reason reason = keeping.reason(entry);
		seen.own_is_assured |= reason == Reason::kOwn && entry.assured();
		if (!selection.contains(entry))
			return Visit::kNext;
		count_kept(reason, seen);
		if (reason != Reason::kNone)
			return Visit::kNext;
		census.add(entry);
		seen.translated += (entry.status & IPS_NAT_MASK) != 0;
		return Visit::kNext;
	});
	if (!read)
		return error_of(read);
	seen.chosen = census.figures();
	return seen;
}

Result<Freed> relieve(Table& table, const Selection& selection, const Keeping& keeping, const Preview& preview)
{
	const auto begin = std::chrono::steady_clock::now();
	const auto filter = kernels_filter(selection.wish(), keeping, preview);
	auto freed = filter ? relieve_by_kernel(table, *filter) : relieve_by_name(table, selection, keeping);
	if (!freed)
		return freed;
	freed->time = std::chrono::steady_clock::now() - begin;
	const auto fill = table.fill();
	if (!fill)
		return error_of(fill);
	freed->fill = *fill;
	return freed;
}

} // namespace ctgate::relief
