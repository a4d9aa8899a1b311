// SPDX-License-Identifier: MIT
// What the doctor says: a cause, what speaks for it, what to do.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ctgate::doctor
{

enum class Cause : std::uint8_t {
	kExplosion,
	kChurn,
	kLongLived,
	kMalformed,
	kDnsFlood,
	kReflection,
	kDnsAsked,
	kOneWayFlood,
	kApplication,
	kConnectStorm,
	kCloseWait,
	kHeldEntries,
	kSlabLeak,
	kExpectations,
	kPickedUp,
	kSynFlood,
	kNatPorts,
	kBuckets,
	kTunnels,
	kClash,
	kInactive,
	kOtherWriter,
	kOtherNamespace,
	kCount
};

constexpr std::size_t kCauses = static_cast<std::size_t>(Cause::kCount);

/// "syn-flood": in JSON and in the documentation.
const char* name_of(Cause cause);
/// "SYN flood": the heading of a finding.
const char* title_of(Cause cause);

/// Something seen, and how to see it with a tool that is not ours.
struct Evidence {
	std::string fact;
	std::string check; ///< a command, or empty when the line before has it
};

struct Remedy {
	std::string command;
	std::string effect;      ///< what it does, and what it does not
	std::string risk;        ///< what may go wrong; empty: nothing changes by it
	std::uint64_t frees = 0; ///< entries that are gone when it has run; 0: it keeps new ones away
};

struct Finding {
	Cause cause;
	double weight; ///< 0 to 1: how much of the trouble this is; only the order means something
	std::string verdict;
	std::vector<Evidence> evidence;
	std::vector<Remedy> remedies;

	std::uint64_t frees() const;
};

} // namespace ctgate::doctor
