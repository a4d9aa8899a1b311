// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"
#include "loader/base/unique_fd.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ctgate::bench
{

/// Runs a command in the namespace of the calling thread and gives back what it said.
Result<std::string> command(const std::vector<std::string>& words);

/// What the kernel counted on a stage.
struct Seen {
	std::uint64_t taken_in;  ///< by the driver of the gate, also what XDP dropped
	std::uint64_t delivered; ///< to a protocol of the host, behind every filter

	Seen operator-(const Seen& earlier) const
	{
		return {taken_in - earlier.taken_in, delivered - earlier.delivered};
	}
};

/// A network namespace with a cable in it. What is put into its near end arrives at the gate, where the system under
/// test stands, and is addressed to this host. It goes with its descriptor: nothing stays behind, also after a crash.
class Stage
{
public:
	static constexpr const char* kGate = "gate0";

	/// The calling thread is there afterwards.
	static Result<Stage> build();

	Result<void> enter() const;
	unsigned near() const { return near_; }
	unsigned gate() const { return gate_; }
	/// As seen from inside.
	Result<Seen> seen() const;

private:
	UniqueFd namespace_;
	unsigned near_ = 0, gate_ = 0;
};

} // namespace ctgate::bench
