// SPDX-License-Identifier: MIT
// Commands as a user types them.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace ctgate::e2e
{

/// How a command ended, and all that it said.
struct Finished {
	int exit_code;
	std::string out, err;
};

/// In the network namespace of the calling thread; gives up after half a minute.
Finished run(const std::vector<std::string>& command);

/// Asks again and again, for at most ten seconds.
bool eventually(const std::function<bool()>& holds);

} // namespace ctgate::e2e
