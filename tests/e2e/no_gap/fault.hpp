// SPDX-License-Identifier: MIT
// A command that dies at one of its system calls, or for which one of them fails: strace(1) does that.
#pragma once

#include "tests/e2e/network.hpp"

#include <string>
#include <vector>

namespace ctgate::e2e
{

enum class Effect { kReads, kChanges };

/// One system call of a command: its third openat().
struct Call {
	std::string name;
	std::size_t number;
	Effect effect;
};

/// The calls that are not about the process's own memory, in the order in which the command makes them. Runs it.
std::vector<Call> calls_of(const Namespace& where, const std::vector<std::string>& command);

/// Runs it up to this call, which is not made.
Finished killed_at(const Namespace& where, const std::vector<std::string>& command, const Call& call);
/// Runs it with this call failing: "ENOMEM".
Finished failing_at(const Namespace& where, const std::vector<std::string>& command, const Call& call,
		    const std::string& error);

} // namespace ctgate::e2e
