// SPDX-License-Identifier: MIT
#pragma once

#include <future>

namespace ctgate::bench
{

/// A thread is in one network namespace, and the last to leave it takes it along: what the function makes is gone
/// afterwards, and the caller is where it was. Passes on what it returns or throws.
template <class Function>
auto in_own_thread(const Function& function)
{
	return std::async(std::launch::async, function).get();
}

} // namespace ctgate::bench
