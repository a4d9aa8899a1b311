// SPDX-License-Identifier: MIT
// One interface's filter: the place where its program stands, that program, the pinned maps around it.
#pragma once

#include "bpf/abi.h"
#include "loader/base/error.hpp"
#include "loader/counters.hpp"
#include "loader/place.hpp"
#include "loader/shared/dispatcher.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace ctgate
{

/// Where the interface of a filter is, seen from this network namespace.
enum class Whereabouts {
	kHere,
	kElsewhere, ///< in another network namespace, where its filter still stands
	kOff,       ///< there is one of this name, and nothing is filtered: another tool took the filter off
	kDeleted,
};

struct AttachOptions {
	XdpMode mode = XdpMode::kNative;
	std::uint32_t sketch_lines = CTG_SKETCH_LINES; ///< 64 bytes each, for as long as the filter stands
	Sharing sharing = Sharing::kExclusive;
	Priority priority = kDefaultPriority; ///< among those who share the interface
};

/// The handle of a filter that stands in the kernel. Dropping the handle leaves the filter there.
///
/// A writer holds lock() from before it reads the configuration until it is done; readers take none.
class Filter
{
public:
	/// Puts a filter on an interface whose XDP hook is free, or is to be shared and is, and pins it. Whatever
	/// fails, the interface is left as it was. EBUSY: another program has the hook; EEXIST: ctgate has it
	/// already; EOPNOTSUPP: the driver has no native XDP; ENOTSUP: nothing can be shared on this kernel.
	static Result<Filter> attach(const Interface& interface, const ctg_policy& policy,
				     const AttachOptions& options);

	/// Whether nobody's program is in the way of that. EBUSY, ENOTSUP as attach(), which asks again.
	static Result<void> require_room(const Interface& interface, Sharing sharing);

	/// ENOTCONN when ctgate is not attached to the interface.
	static Result<Filter> open(const std::string& interface);

	/// The name it was attached under, which is also that of its pins.
	const std::string& interface() const { return interface_; }
	/// What the interface is called now; empty when it is not here.
	std::string interface_now() const;
	/// False when the filter filters nothing any more, here or elsewhere: the counters remain.
	bool alive() const { return standing_.ifindex != 0; }
	Whereabouts whereabouts() const { return whereabouts_; }
	bool is_here() const { return whereabouts_ == Whereabouts::kHere; }
	/// What became of an interface that is not here, and what to do.
	std::string absence() const;
	unsigned ifindex() const { return standing_.ifindex; }
	unsigned program_id() const { return standing_.program_id; }
	Sharing sharing() const { return place_->sharing(); }
	/// Who shares the interface; none where the filter has it for itself.
	Result<std::optional<Dispatcher>> dispatcher() const;
	Result<XdpMode> mode() const;
	std::chrono::system_clock::time_point attached_at() const { return place_->since(); }

	/// The configuration in force, read back from the running program. Not const: when a writer has
	/// replaced that program meanwhile, the handle moves on to the one that runs now.
	Result<ctg_policy> policy();
	/// The same with all that the loader made of it.
	Result<ctg_image> image();
	Result<Counters> counters() const;
	std::string counters_pin() const { return pins_.path(kCounters); }

	/// False when the program in force has other sets than those that are pinned, or takes one for empty that
	/// is not, or the other way round: prepare() and put_in_force() set that right.
	Result<bool> follows_sets();

	/// Asks the kernel again what stands there: what was true before lock() need not be true after it.
	Result<void> refresh();
	/// Keeps other writers out while it lives.
	Result<UniqueFd> lock() const { return pins_.lock(); }
	Result<UniqueFd> lock_patiently() const { return pins_.lock_patiently(); }
	/// Loads a program for another policy over the same maps. Nothing changes for packets yet.
	Result<Program> prepare(const ctg_policy& policy) const;
	/// The same, but over these sets.
	Result<Program> prepare(const ctg_policy& policy, const PinDirectory& sets) const;
	/// Loads the program in force once more, as one that also tells of each packet of the limit in this slot.
	Result<Program> prepare_observing(std::uint32_t slot);
	/// Loads the program in force once more, as one that writes down what happens to a packet and changes nothing.
	Result<Program> prepare_tracing();
	/// Swaps the running program for `next` in one step and gives back the one that ran.
	Result<Program> put_in_force(const Program& next);
	/// Frees the interface, or leaves it to the others, and removes every pin, counters included.
	Result<void> detach();

	/// Removes what an attach left that was cut short: maps without a place. ENOTCONN when there are none.
	static Result<void> remove_remains(const std::string& interface);

	/// The filter that stands on an interface, under whatever name it was attached. ENOTCONN when none does.
	static Result<Filter> standing_on(unsigned ifindex);

	/// Every interface of this network namespace that has a filter, dead or alive, by the name it was
	/// attached under.
	static Result<std::vector<std::string>> interfaces();

private:
	static constexpr std::string_view kCounters = "counters";
	static constexpr std::string_view kAvoided = "avoided";

	Filter(std::string interface, PinDirectory pins, std::unique_ptr<Place> place);
	static Result<Filter> create(const Interface& interface, const MapPins& pins, const ctg_policy& policy,
				     const AttachOptions& options);
	Result<MapPins> map_pins() const;
	Result<Whereabouts> look_for_interface() const;
	/// The sets stand as long as any interface of the namespace has a filter that reads them.
	static Result<void> remove_unused_sets();
	static Result<void> remove_unused_sets(const PinDirectory& held);

	std::string interface_;
	PinDirectory pins_;
	std::unique_ptr<Place> place_;
	Place::Standing standing_;
	Whereabouts whereabouts_ = Whereabouts::kDeleted;
};

} // namespace ctgate
