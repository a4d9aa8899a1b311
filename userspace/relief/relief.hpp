// SPDX-License-Identifier: MIT
// First what would be freed, then freeing it: each is one pass over the table.
#pragma once

#include "userspace/conntrack/table.hpp"
#include "userspace/doctor/figures.hpp"
#include "userspace/relief/keeping.hpp"
#include "userspace/relief/selection.hpp"

#include <chrono>
#include <cstdint>

namespace ctgate::relief
{

struct Preview {
	conntrack::Fill fill;
	doctor::Figures chosen;       ///< of what would be freed, and of nothing else
	std::uint64_t translated = 0; ///< of these, by NAT
	/// Chosen by the wish, and kept nevertheless.
	std::uint64_t kept_own = 0, kept_ssh = 0;
	bool own_is_assured = false; ///< the caller's own connection was seen, and is ASSURED

	std::uint64_t entries() const { return chosen.entries; }
	std::uint64_t kept() const { return kept_own + kept_ssh; }
};

Result<Preview> preview(conntrack::Table& table, const Selection& selection, const Keeping& keeping);

enum class Way {
	kByKernel, ///< one request that the kernel carries out by itself (StatusFilter)
	kByName    ///< entry by entry (Eraser)
};

struct Freed {
	Way way = Way::kByName;
	std::uint64_t entries = 0; ///< by kernel: conntrack's count before less the one after
	std::uint64_t gone = 0;    ///< by name: had expired, or given way, before their turn came
	conntrack::Fill fill = {}; ///< afterwards
	std::chrono::duration<double> time{0};
};

/// Frees what the preview has shown, or rather what is like it by now. The kernel's own filter is used where it can
/// tell the entries (all that are unassured), none of them is to be kept, and it was proven to filter.
Result<Freed> relieve(conntrack::Table& table, const Selection& selection, const Keeping& keeping,
		      const Preview& preview);

} // namespace ctgate::relief
