// SPDX-License-Identifier: MIT
// Many frames: a line each, and what became of them all.
#pragma once

#include "userspace/why/fate.hpp"
#include "userspace/why/story.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace ctgate::why
{

/// What became of a frame, in so far as frames are counted together.
struct End {
	std::optional<Verdict> verdict; ///< absent: the filter could not be asked
	std::string reason;             ///< of a drop; else empty
	std::string monitored;          ///< the first reason that only counted; empty when none did

	auto operator<=>(const End&) const = default;
};

/// How many frames met which end. No larger than there are reasons, however many frames there are.
class Tally
{
public:
	void count(const Asked& asked);
	void count_unasked();

	const std::map<End, std::uint64_t>& ends() const { return ends_; }

private:
	std::map<End, std::uint64_t> ends_;
};

std::string list_heading();
std::string list_line(std::uint64_t number, const Asked& asked);
/// The same for a frame that the filter could not be asked about.
std::string unasked_line(std::uint64_t number, const std::string& sentence);
std::string tally_text(const Tally& tally);

} // namespace ctgate::why
