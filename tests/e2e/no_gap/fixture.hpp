// SPDX-License-Identifier: MIT
// A host with two filters and a flood of packets that must be dropped, as many as the machine sends. What is done under
// it is one row of the table in docs/no-gap.md.
#pragma once

#include "tests/e2e/config_fixture.hpp"
#include "tests/e2e/no_gap/held.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace ctgate::e2e
{

using Words = std::vector<std::string>;

/// CTGATE_EVERY_FAULT=1 does it all; otherwise a part, which the row tells.
std::size_t this_often(std::size_t always, std::size_t when_all_is_asked_for);

/// At most so many numbers from 1 to `last`, evenly spread, both ends among them; all when all is asked for.
std::vector<std::size_t> chosen(std::size_t last, std::size_t at_most);

constexpr std::uint64_t kMoreThanAnyMachineSends = 100'000'000;

/// Configuration files that differ on both interfaces and in the deny set.
enum class Files { kOld, kNew };

class NoGap : public ConfigCommand
{
protected:
	/// Both interfaces have their filters, of the old files.
	void SetUp() override;

	/// Whether every packet that was sent meets the filter, or an interface that is down loses some before.
	enum class Meeting { kAll, kSome };
	/// What is done, and what must be so afterwards, in words.
	struct Row {
		std::string what;
		std::size_t times = 1;
		std::function<void(std::size_t)> step;
		std::function<std::string()> state;
		Meeting meeting = Meeting::kAll;
		std::uint64_t per_second = kMoreThanAnyMachineSends;
	};
	/// Does it under the flood and prints the row. Not one packet may arrive, and no counter may go back.
	void under_flood(const Row& row);

	void write_files(Files files) const;
	/// What an operator sees of the configuration: all of it, on both interfaces.
	std::string visible() const;
	/// Exactly one, of ctgate, with all of these words.
	static void expect_one_sentence(const Finished& finished, const Words& says = {});
	/// Puts the flood on the wire that is there now.
	void take_wire() { wire_.emplace(bed_->wire()); }
	/// The next command works, on all interfaces, and is all that there is; nothing was left behind.
	void expect_all_well();

private:
	std::uint64_t flood_for(const Row& row);
	Held held_at_rest() const;

	std::optional<Wire> wire_;
	Held held_;
};

/// Ended by kill -9, as a shell says it.
constexpr int kKilled = 128 + 9;

} // namespace ctgate::e2e
