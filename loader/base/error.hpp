// SPDX-License-Identifier: MIT
// Errors: a positive errno and a sentence built outwards, "attach eth0: open counters: ...".
// Libraries return them, main prints one and exits; nobody does both.
#pragma once

#include <fmt/format.h>

#include <cerrno>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace ctgate
{

/// What went wrong. The errno also decides the exit code, see userspace/cli/exit_code.hpp.
class Error
{
public:
	Error(int code, std::string message) : code_{code}, message_{std::move(message)} {}

	/// Positive errno.
	int code() const { return code_; }
	const std::string& message() const { return message_; }

	/// The same error, told by somebody who was doing something greater.
	Error within(std::string_view doing) const { return {code_, fmt::format("{}: {}", doing, message_)}; }

private:
	int code_;
	std::string message_;
};

template <class T>
using Result = std::expected<T, Error>;

template <class... Args>
std::unexpected<Error> fail(int code, fmt::format_string<Args...> sentence, Args&&... args)
{
	return std::unexpected{Error{code, fmt::format(sentence, std::forward<Args>(args)...)}};
}

/// Hands the error of a failed step on to the caller: `if (!step) return error_of(step);`
template <class T>
std::unexpected<Error> error_of(const Result<T>& failed)
{
	return std::unexpected{failed.error()};
}

/// A system call failed: "<doing>: <what the errno means>".
std::unexpected<Error> fail_errno(int code, std::string_view doing);

/// libbpf says -errno, by return value or through errno: the one place where it is turned round.
inline int libbpf_errno(long result)
{
	return result < 0 && result > -4096 ? static_cast<int>(-result) : errno;
}

} // namespace ctgate
