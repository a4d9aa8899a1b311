// SPDX-License-Identifier: MIT
// What a subcommand is, all that there are, and the words for what they take.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/cli/exit_code.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <type_traits>
#include <utility>

namespace ctgate::cli
{

/// What the parsed command line asks for; the subcommand that was named sets it. One that is either done or failed
/// gives back Result<void>, one that can end otherwise its exit code.
class Action
{
public:
	Action() = default;
	template <class Function>
	Action(Function function) requires(!std::is_same_v<Function, Action>)
	{
		if constexpr (std::is_same_v<std::invoke_result_t<Function&>, Result<void>>)
			run_ = [function = std::move(function)]() mutable -> Result<ExitCode> {
				if (const auto done = function(); !done)
					return error_of(done);
				return ExitCode::kDone;
			};
		else
			run_ = std::move(function);
	}

	explicit operator bool() const { return static_cast<bool>(run_); }
	Result<ExitCode> operator()() const { return run_(); }

private:
	std::function<Result<ExitCode>()> run_;
};

// Each adds one subcommand to the application. One file each.
void add_attach(CLI::App& app, Action& chosen);
void add_detach(CLI::App& app, Action& chosen);
void add_arm(CLI::App& app, Action& chosen);
void add_status(CLI::App& app, Action& chosen);
void add_drops(CLI::App& app, Action& chosen);
void add_limit(CLI::App& app, Action& chosen);
void add_sets(CLI::App& app, Action& chosen);
void add_allow_excuse(CLI::App& allow, Action& chosen);
void add_reason(CLI::App& app, Action& chosen);
void add_doctor(CLI::App& app, Action& chosen);
void add_explain(CLI::App& app, Action& chosen);
void add_why(CLI::App& app, Action& chosen);
void add_selftest(CLI::App& app, Action& chosen);
void add_tune(CLI::App& app, Action& chosen);
void add_advise(CLI::App& app, Action& chosen);
void add_relieve(CLI::App& app, Action& chosen);
void add_upgrade(CLI::App& app, Action& chosen);
void add_completion(CLI::App& app, Action& chosen);
void add_man(CLI::App& app, Action& chosen);

/// What an argument stands for: shown in --help, and what shell completion offers.
inline constexpr const char* kInterfaceValue = "INTERFACE";
inline constexpr const char* kReasonValue = "REASON";
inline constexpr const char* kLimitValue = "LIMIT";
inline constexpr const char* kActionValue = "ACTION";
inline constexpr const char* kModeValue = "MODE";
inline constexpr const char* kShellValue = "SHELL";
inline constexpr const char* kProtocolValue = "PROTOCOL";
inline constexpr const char* kSideValue = "SIDE";
inline constexpr const char* kCountingValue = "WHAT";
inline constexpr const char* kExcuseValue = "EXCUSE";
inline constexpr const char* kProfileValue = "PROFILE";
inline constexpr const char* kReliefValue = "KIND";
inline constexpr const char* kServiceValue = "SERVICE";
inline constexpr const char* kTransportValue = "TRANSPORT";
inline constexpr const char* kSyntaxValue = "SYNTAX";
inline constexpr const char* kFileValue = "FILE";

} // namespace ctgate::cli
