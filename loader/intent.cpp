// SPDX-License-Identifier: MIT
#include "loader/intent.hpp"

#include "loader/patiently.hpp"
#include "loader/pins/pin_name.hpp"
#include "loader/sets/sets.hpp"

#include <sys/stat.h>

#include <thread>
#include <vector>

namespace ctgate
{
namespace
{

/// The directory `:intent` holds pinned programs by the names of their filters, and directories that are marks:
/// `:sure`, and `:new:eth0` for an interface that had no filter. No interface has a colon in its name.
constexpr const char* kIntent = ":intent";
constexpr const char* kSure = ":sure";
constexpr std::string_view kNew = ":new:";

/// How long a living writer may be about to swap; it takes less than a millisecond.
constexpr std::chrono::seconds kPatience{5};
constexpr std::chrono::milliseconds kPause{5};

Result<void> mark(const PinDirectory& pins, const std::string& name)
{
	if (::mkdir(pins.path(name).c_str(), 0700) != 0)
		return fail_errno(errno, fmt::format("make {}", pins.path(name)));
	return {};
}

Result<void> take_off(const std::string& interface)
{
	auto filter = Filter::open(interface);
	if (!filter && filter.error().code() != ENOTCONN)
		return error_of(filter);
	if (!filter) {
		const auto removed = Filter::remove_remains(interface);
		return removed || removed.error().code() == ENOTCONN ? Result<void>{} : removed;
	}
	return detach_patiently(*filter);
}

Result<void> swap_in(const std::string& interface, const Program& next)
{
	auto filter = Filter::open(interface);
	if (!filter)
		return filter.error().code() == ENOTCONN ? Result<void>{} : error_of(filter);
	return put_in_force_patiently(*filter, next);
}

/// The sets that this program reads may still be those that were made ready beside the ones in force.
Result<void> exchange_sets_for(const Program& program)
{
	const auto held = Sets::hold();
	if (!held)
		return held.error().code() == ENOTCONN ? Result<void>{} : error_of(held);
	const auto next = PinDirectory::find_next_sets();
	if (!next)
		return error_of(next);
	if (!*next)
		return {};
	const auto reads_next = reads_sets(program, **next);
	if (!reads_next && reads_next.error().code() != ENOENT) // half removed: no longer in force
		return error_of(reads_next);
	if (reads_next && *reads_next)
		if (auto exchanged = held->pins().exchange(**next); !exchanged)
			return exchanged;
	return (*next)->remove();
}

} // namespace

Result<Intent> Intent::begin(std::span<const std::string> attaching)
{
	const auto busy = [] {
		return fail(EBUSY, "another ctgate is changing filters right now; nothing was changed, try again");
	};
	auto pins = PinDirectory::make(kIntent);
	if (!pins)
		return error_of(pins);
	auto lock = pins->lock();
	if (!lock)
		return lock.error().code() == EBUSY ? Result<Intent>{busy()} : error_of(lock);
	Intent intent{std::move(*pins), std::move(*lock)};
	const auto left = intent.pins_.names();
	if (!left)
		return error_of(left);
	if (!left->empty())
		return busy(); // of one that was killed meanwhile; the next command settles it
	for (const std::string& interface : attaching)
		if (auto marked = mark(intent.pins_, std::string{kNew} + pin_name(interface)); !marked) {
			return error_of(intent.end(marked));
		}
	return intent;
}

Result<void> Intent::commit(std::span<const Next> programs)
{
	for (const auto& [filter, program] : programs)
		if (auto pinned = pins_.pin(program->fd(), pin_name(filter)); !pinned)
			return pinned;
	if (auto sure = mark(pins_, kSure); !sure)
		return sure;
	std::error_code kept; // a mark that stays does no harm as long as this one is there
	for (const std::string& name : pins_.names().value_or(std::vector<std::string>{}))
		if (name.starts_with(kNew))
			std::filesystem::remove(pins_.path(name), kept);
	return {};
}

Result<void> Intent::end(const Result<void>& done)
{
	const auto removed = pins_.remove();
	if (!done && !removed)
		return fail(done.error().code(), "{}; and the next command may do it all the same: {}",
			    done.error().message(), removed.error().message());
	return done;
}

Result<void> Intent::finish() const
{
	const auto names = pins_.names();
	if (!names)
		return error_of(names);
	std::vector<std::pair<std::string, Program>> programs;
	for (const std::string& name : *names) {
		if (name.starts_with(':'))
			continue;
		auto program = Program::pinned(pins_, name);
		if (!program)
			return error_of(program);
		programs.emplace_back(interface_of(name), std::move(*program));
	}
	if (!programs.empty())
		if (auto exchanged = exchange_sets_for(programs.front().second); !exchanged)
			return exchanged;
	for (const auto& [interface, program] : programs)
		if (auto swapped = swap_in(interface, program); !swapped)
			return std::unexpected{swapped.error().within(interface)};
	return {};
}

Result<void> Intent::take_back() const
{
	const auto names = pins_.names();
	if (!names)
		return error_of(names);
	for (const std::string& name : *names)
		if (name.starts_with(kNew))
			if (auto off = take_off(interface_of(std::string_view{name}.substr(kNew.size()))); !off)
				return off;
	return {};
}

Result<Intent::Settled> Intent::settle(Wait wait)
{
	const auto give_up = std::chrono::steady_clock::now() + kPatience;
	for (;;) {
		auto pins = PinDirectory::find(kIntent);
		if (!pins)
			return error_of(pins);
		if (!*pins)
			return Settled::kNothing;
		const bool soon_over = wait == Wait::kUntilDone || (*pins)->holds(kSure);
		auto lock = (*pins)->lock();
		if (lock)
			return Intent{std::move(**pins), std::move(*lock)}.settle_held();
		const bool busy = lock.error().code() == EBUSY;
		if (busy && (!soon_over || std::chrono::steady_clock::now() > give_up))
			return Settled::kNothing; // somebody alive is at work
		if (!busy)
			return error_of(lock);
		std::this_thread::sleep_for(kPause);
	}
}

Result<Intent::Settled> Intent::settle_held()
{
	const bool sure = pins_.holds(kSure);
	const auto settled = sure ? finish() : take_back();
	if (!settled)
		return std::unexpected{settled.error().within("a change was cut short and could not be ended")};
	const auto names = pins_.names();
	const bool had_any = !names || !names->empty();
	if (auto removed = pins_.remove(); !removed)
		return error_of(removed);
	if (!had_any)
		return Settled::kNothing;
	return sure ? Settled::kFinished : Settled::kTakenBack;
}

} // namespace ctgate
