// SPDX-License-Identifier: MIT
#include "loader/filter.hpp"

#include "loader/pins/put_back.hpp"
#include "loader/program/machine.hpp"
#include "loader/shared/seat.hpp"

#include <net/if.h>

#include <array>

namespace ctgate
{
namespace
{

/// Writers replace programs no faster than the verifier looks through them.
constexpr int kPolicyTries = 10;

/// What a killed attach left behind a dispatcher.
Result<void> clear_seats(const std::string& interface)
{
	const unsigned there = ::if_nametoindex(interface.c_str());
	return there != 0 ? Seat::clear(there) : Result<void>{};
}

} // namespace

Filter::Filter(std::string interface, PinDirectory pins, std::unique_ptr<Place> place)
    : interface_{std::move(interface)}, pins_{std::move(pins)}, place_{std::move(place)}
{
}

Result<void> Filter::refresh()
{
	// Between the two questions somebody may swap programs; then it only seems to be elsewhere.
	for (int tries = 0; tries < kPolicyTries; ++tries) {
		const auto standing = place_->ask();
		if (!standing)
			return error_of(standing);
		const bool is_news = standing_.program_id != standing->program_id;
		standing_ = *standing;
		const auto found = look_for_interface();
		if (!found)
			return error_of(found);
		whereabouts_ = *found;
		if (whereabouts_ != Whereabouts::kElsewhere || !is_news)
			break;
	}
	return {};
}

/// The number of an interface says nothing by itself: in another namespace it is another one's.
Result<Whereabouts> Filter::look_for_interface() const
{
	if (!alive())
		return ::if_nametoindex(interface_.c_str()) != 0 ? Whereabouts::kOff : Whereabouts::kDeleted;
	if (sharing() == Sharing::kShared) // it was found among the members of an interface that is here
		return Whereabouts::kHere;
	const auto running = running_on(ifindex());
	if (!running && running.error().code() != ENODEV)
		return error_of(running);
	return running && *running && (*running)->id == program_id() ? Whereabouts::kHere : Whereabouts::kElsewhere;
}

std::string Filter::absence() const
{
	switch (whereabouts_) {
	case Whereabouts::kElsewhere:
		return fmt::format("the interface was moved to another network namespace, where its filter still "
				   "stands; ctgate detach {} takes it off",
				   interface_);
	case Whereabouts::kOff:
		if (sharing() == Sharing::kShared)
			return fmt::format(
				"nothing is filtered, for another tool took the filter out of libxdp's dispatcher, or "
				"the interface was made again; put it back: ctgate attach --shared {}",
				interface_);
		return fmt::format("nothing is filtered, for another tool took the filter off, or the interface was "
				   "made again; put it back: ctgate attach {}",
				   interface_);
	default:
		return fmt::format("the interface was deleted; ctgate detach {} removes what is left of its filter",
				   interface_);
	}
}

Result<Filter> Filter::open(const std::string& interface)
{
	auto pins = PinDirectory::open(interface);
	if (!pins)
		return error_of(pins);
	if (!Place::is_pinned(*pins))
		return fail(ENOTCONN,
			    "{0} has no filter: an attach was cut short, or another tool removed its link; put it "
			    "there: ctgate attach {0}",
			    interface);
	auto place = Place::open(*pins);
	if (!place)
		return error_of(place);
	Filter filter{interface, std::move(*pins), std::move(*place)};
	if (auto asked = filter.refresh(); !asked)
		return error_of(asked);
	return filter;
}

std::string Filter::interface_now() const
{
	std::array<char, IF_NAMESIZE> name{};
	return is_here() && ::if_indextoname(ifindex(), name.data()) ? name.data() : "";
}

Result<std::optional<Dispatcher>> Filter::dispatcher() const
{
	return alive() && sharing() == Sharing::kShared ? Dispatcher::on(ifindex()) : std::nullopt;
}

Result<void> Filter::remove_remains(const std::string& interface)
{
	auto pins = PinDirectory::open(interface);
	if (!pins)
		return error_of(pins);
	const auto lock = pins->lock();
	if (!lock)
		return error_of(lock);
	if (Place::is_pinned(*pins))
		return fail(EEXIST, "{} has a filter", interface);
	if (auto removed = pins->remove(); !removed)
		return removed;
	return remove_unused_sets();
}

Result<Filter> Filter::standing_on(unsigned ifindex)
{
	const auto names = interfaces();
	if (!names)
		return error_of(names);
	for (const auto& name : *names) {
		auto filter = open(name);
		if (!filter && filter.error().code() != ENOTCONN)
			return filter;
		if (filter && filter->is_here() && filter->ifindex() == ifindex)
			return filter;
	}
	return fail(ENOTCONN, "no filter stands on interface {}", ifindex);
}

Result<std::vector<std::string>> Filter::interfaces()
{
	auto names = PinDirectory::interfaces();
	if (!names)
		return error_of(names);
	std::vector<std::string> attached;
	for (const std::string& name : *names) {
		const auto pins = PinDirectory::open(name);
		if (!pins && pins.error().code() != ENOTCONN)
			return error_of(pins);
		// A directory without a place is what an attach left that was killed half-way; repeating it heals it.
		if (pins && Place::is_pinned(*pins))
			attached.push_back(name);
	}
	return attached;
}

Result<MapPins> Filter::map_pins() const
{
	auto sets = PinDirectory::make_sets();
	if (!sets)
		return error_of(sets);
	return MapPins{.state = pins_, .sets = std::move(*sets)};
}

Result<XdpMode> Filter::mode() const
{
	auto running = running_on(ifindex());
	if (!running)
		return error_of(running);
	if (!*running)
		return fail(ENODEV, "nothing runs on {}", interface_);
	return (*running)->mode;
}

Result<ctg_image> Filter::image()
{
	auto program = Program::running(program_id());
	for (int tries = 1; !program && program.error().code() == ENOENT && tries < kPolicyTries; ++tries) {
		if (auto asked = refresh(); !asked)
			return error_of(asked);
		program = Program::running(program_id());
	}
	if (!program)
		return error_of(program);
	return program->image();
}

Result<ctg_policy> Filter::policy()
{
	auto running = image();
	if (!running)
		return error_of(running);
	return running->policy;
}

Result<Counters> Filter::counters() const
{
	const auto counters = pins_.get(kCounters, PinDirectory::Access::kReadOnly);
	if (!counters)
		return error_of(counters);
	const auto avoided = pins_.get(kAvoided, PinDirectory::Access::kReadOnly);
	if (!avoided)
		return error_of(avoided);
	return Counters::read(counters->get(), avoided->get());
}

Result<Program> Filter::prepare(const ctg_policy& policy) const
{
	const auto sets = PinDirectory::make_sets();
	return sets ? prepare(policy, *sets) : Result<Program>{error_of(sets)};
}

Result<Program> Filter::prepare(const ctg_policy& policy, const PinDirectory& sets) const
{
	auto current = Program::running(program_id());
	if (!current)
		return error_of(current);
	auto image = current->image();
	if (!image)
		return error_of(image);
	const MapPins pins{.state = pins_, .sets = sets};
	if (auto all_there = put_back(pins, *current); !all_there)
		return error_of(all_there);
	const auto facts = pins.facts(keys_of(image->machine));
	if (!facts)
		return error_of(facts);
	image->machine = machine_for(policy, *facts);
	image->policy = policy;
	return Program::load(*image, pins, sharing());
}

Result<Program> Filter::prepare_observing(std::uint32_t slot)
{
	auto running = image();
	if (!running)
		return error_of(running);
	const auto pins = map_pins();
	if (!pins)
		return error_of(pins);
	return Program::load_observing(*running, *pins, sharing(), slot);
}

Result<Program> Filter::prepare_tracing()
{
	auto running = image();
	if (!running)
		return error_of(running);
	const auto pins = map_pins();
	if (!pins)
		return error_of(pins);
	return Program::load_tracing(*running, *pins);
}

Result<Program> Filter::put_in_force(const Program& next)
{
	if (!alive())
		return fail(ENODEV, "{}", absence());
	auto current = Program::running(program_id());
	if (!current)
		return error_of(current);
	const auto id = next.id();
	if (!id)
		return error_of(id);
	if (auto exchanged = place_->exchange(standing_, *current, next); !exchanged)
		return std::unexpected{exchanged.error().within(fmt::format("swap the filter of {}", interface_))};
	standing_.program_id = *id; // from here on nothing may fail: it is in force
	return current;
}

Result<void> Filter::detach()
{
	if (!alive() && sharing() == Sharing::kShared)
		if (auto cleared = clear_seats(interface_); !cleared)
			return cleared;
	if (auto left = place_->leave(standing_); !left)
		return std::unexpected{left.error().within(fmt::format("take the filter off {}", interface_))};
	if (auto removed = pins_.remove(); !removed)
		return removed;
	return remove_unused_sets();
}

} // namespace ctgate
