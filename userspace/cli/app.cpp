// SPDX-License-Identifier: MIT
#include "userspace/cli/app.hpp"

#include "ctgate_version.hpp"
#include "loader/base/libbpf_log.hpp"
#include "loader/probe.hpp"
#include "userspace/cli/command.hpp"
#include "userspace/cli/config/config.hpp"
#include "userspace/cli/usage.hpp"

#include <fmt/core.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace ctgate::cli
{
namespace
{

constexpr const char* kDescription =
	"ctgate: a gate in front of nf_conntrack. Drops at the NIC what should never reach the table.";
constexpr const char* kFooter =
	"Start:  ctgate attach eth0 --disarmed;  ctgate drops eth0 --watch;  ctgate arm eth0\n"
	"Exit:   0 done, 1 failed, 2 usage, 3 not attached, 4 not permitted. An error changes nothing.";

Result<void> print_version()
{
	fmt::print("ctgate {} (BPF ABI {})\n", kVersion, CTG_ABI);
	for (const auto& capability : probe_kernel())
		fmt::print("  {:<36}{}\n", capability.name,
			   capability.result ? "yes" : "no: " + capability.result.error().message());
	return {};
}

void add_commands(CLI::App& app, Action& chosen)
{
	for (const auto add :
	     {add_attach,  add_detach,  add_arm,   add_status,   add_drops,   add_doctor,     add_relieve,
	      add_tune,    add_advise,  add_limit, add_sets,     add_reason,  add_config,     add_apply,
	      add_confirm, add_explain, add_why,   add_selftest, add_upgrade, add_completion, add_man})
		add(app, chosen);
}

void log_to_stderr(bool verbose)
{
	auto logger = spdlog::stderr_color_st("ctgate");
	logger->set_pattern("ctgate: %v");
	logger->set_level(verbose ? spdlog::level::debug : spdlog::level::warn);
	spdlog::set_default_logger(logger);
	send_libbpf_messages_to_log();
}

} // namespace

ExitCode run(int argc, char** argv)
{
	CLI::App app{kDescription, "ctgate"};
	Action chosen;
	bool verbose = false;
	bool version = false;
	app.option_defaults()->disable_flag_override(); // `--force=no` would be taken for `--force`
	app.add_flag("-v,--verbose", verbose, "Say what libbpf and the verifier say");
	app.add_flag("--version", version, "Version, BPF ABI, and what this kernel can do (tried now)");
	add_commands(app, chosen);
	app.footer(kFooter); // after the subcommands, which would inherit it
	try {
		app.parse(argc, argv);
	} catch (const CLI::Success& help) {
		app.exit(help);
		return ExitCode::kDone;
	} catch (const CLI::ParseError& error) {
		fmt::print(stderr, "ctgate: {}\n", usage_sentence(app, error));
		return ExitCode::kUsage;
	}

	log_to_stderr(verbose);
	if (version)
		chosen = print_version;
	if (!chosen) {
		fmt::print("{}", app.help());
		return ExitCode::kUsage;
	}
	const auto done = chosen();
	if (done)
		return *done;
	fmt::print(stderr, "ctgate: {}{}\n", done.error().message(),
		   exit_code(done.error()) == ExitCode::kNotPermitted ? "; run it as root: sudo ctgate ..." : "");
	return exit_code(done.error());
}

} // namespace ctgate::cli
