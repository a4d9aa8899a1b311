// SPDX-License-Identifier: MIT
// ctgate tune in network namespaces: what it writes is what the kernel has, and comes back after a boot.
#include "tests/e2e/refusal.hpp"
#include "tests/e2e/tune_fixture.hpp"

#include <gmock/gmock.h>

#include <fmt/ranges.h>

#include <algorithm>

namespace ctgate::e2e
{
namespace
{

using testing::Contains;
using testing::HasSubstr;

constexpr int kFailed = 1, kUsage = 2, kNotPermitted = 4; // as docs/cli.md has them
constexpr const char* kSystemdSysctl = "/lib/systemd/systemd-sysctl";

/// All of conntrack's settings, as the kernel has them in this namespace; not the size of what is in the table.
std::vector<std::string> settings_of(const Namespace& host)
{
	std::istringstream all{host.run({"sysctl", "--all", "--pattern", "nf_conntrack"}).out};
	std::vector<std::string> lines;
	for (std::string line; std::getline(all, line);)
		if (line.find("_count") == std::string::npos)
			lines.push_back(line);
	return lines;
}

TEST_F(Tune, WhatWasAppliedIsThereAfterABootAndGoneAfterUndo)
{
	const Namespace host;
	const auto settings_before = settings_of(host);
	const auto files_before = files();
	const auto applied = host.run(command({"apply", "--profile", "web", "--yes"}));
	ASSERT_EQ(applied.exit_code, 0) << applied.err;
	const auto settings_applied = settings_of(host);
	EXPECT_NE(settings_applied, settings_before);
	EXPECT_THAT(settings_applied, Contains("net.netfilter.nf_conntrack_tcp_timeout_time_wait = 30"));

	const Namespace booted; // a new namespace has the kernel's own values, as after a boot
	ASSERT_EQ(settings_of(booted), settings_before);
	const auto loaded = booted.run({"sysctl", "--load", sysctl_file()});
	EXPECT_EQ(loaded.exit_code, 0) << loaded.err;
	EXPECT_EQ(settings_of(booted), settings_applied);
	if (std::filesystem::exists(kSystemdSysctl)) {
		const Namespace by_systemd;
		by_systemd.run({kSystemdSysctl, sysctl_file()});
		EXPECT_EQ(settings_of(by_systemd), settings_applied);
	}

	EXPECT_EQ(host.run(command({"drift"})).exit_code, 0);
	const auto undone = host.run(command({"undo", "--yes"}));
	ASSERT_EQ(undone.exit_code, 0) << undone.err;
	EXPECT_EQ(settings_of(host), settings_before);
	EXPECT_EQ(files(), files_before);
}

TEST_F(Tune, WhatTheKernelRefusesTakesEverythingBack)
{
	const Namespace host;
	const auto before = settings_of(host);
	const std::string words = fmt::format("{}", fmt::join(command({"apply", "--profile", "web", "--yes"}), " "));
	const auto refused =
		host.run({"unshare", "--mount", "sh", "-c",
			  "f=/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established; mount --bind $f $f "
			  "&& mount -o remount,ro,bind $f && exec " +
				  words});
	EXPECT_EQ(refused.exit_code, kFailed) << refused.err;
	EXPECT_THAT(refused.err, HasSubstr("Read-only file system; what was written before is put back"));
	EXPECT_EQ(settings_of(host), before);
	EXPECT_FALSE(std::filesystem::exists(sysctl_file()));
}

TEST_F(Tune, DriftNamesWhatSomebodyChanged)
{
	const Namespace host;
	ASSERT_EQ(host.run(command({"apply", "udp_timeout=20", "--yes"})).exit_code, 0);
	host.sysctl("net/netfilter/nf_conntrack_udp_timeout", 45);
	const auto drift = host.run(command({"drift"}));
	EXPECT_EQ(drift.exit_code, kFailed);
	EXPECT_THAT(drift.out, HasSubstr("20 applied, 45 now"));
	EXPECT_THAT(drift.out, HasSubstr(" apply udp_timeout=20\n"));
}

TEST_F(Tune, MistakesChangeNothing)
{
	const Namespace host;
	const auto settings_before = settings_of(host);
	const auto files_before = files();
	struct Mistake {
		std::vector<std::string> arguments;
		int exit_code;
		const char* says;
	};
	for (const auto& [arguments, exit_code, says] : std::vector<Mistake>{
		     {{"apply", "udp_timeout=20"}, kUsage, "--yes"}, // no terminal here
		     {{"undo"}, kUsage, "--yes"},
		     {{"undo", "--yes"}, kFailed, "nothing to undo"},
		     {{"drift"}, kFailed, "nothing was applied"},
		     {{"apply", "udp_timeout=0", "--yes"}, kUsage, "out of range"},
		     {{"apply", "tcp_timeout_established=-1", "--yes"}, kUsage, "out of range"},
		     {{"apply", "max=1048576", "--yes"}, kUsage, "initial network namespace"},
		     {{"apply", "udp_timout=20", "--yes"}, kUsage, "did you mean `udp_timeout`?"},
		     {{"apply", "--profile", "mail", "--yes"}, kUsage, "dns, web, nat or auto"},
		     {{}, kUsage, "plan or apply or undo or drift"},
	     }) {
		expect_one_sentence(host.run(command(arguments)), exit_code, {says});
	}
	EXPECT_EQ(settings_of(host), settings_before);
	EXPECT_EQ(files(), files_before);
}

TEST_F(Tune, OnATerminalItAsksAndOnlyYesIsYes)
{
	const Namespace host;
	const std::string words = fmt::format("{}", fmt::join(command({"apply", "udp_timeout=20"}), " "));
	const auto answer = [&](const char* said) {
		const auto script =
			fmt::format("echo {} | script --quiet --return --command '{}' /dev/null", said, words);
		return host.run({"sh", "-c", script});
	};
	for (const char* said : {"n", "''", "maybe"}) {
		const auto refused = answer(said);
		EXPECT_EQ(refused.exit_code, kFailed) << refused.out;
		EXPECT_THAT(refused.out, HasSubstr("Apply? [y/N]"));
		EXPECT_THAT(refused.out, HasSubstr("nothing was changed"));
		EXPECT_THAT(settings_of(host), Contains("net.netfilter.nf_conntrack_udp_timeout = 30"));
	}
	const auto applied = answer("y");
	EXPECT_EQ(applied.exit_code, 0) << applied.out;
	EXPECT_THAT(settings_of(host), Contains("net.netfilter.nf_conntrack_udp_timeout = 20"));
}

TEST_F(Tune, NobodyMayLookAndNotChange)
{
	const Namespace host;
	const auto as_nobody = [&](std::vector<std::string> arguments) {
		std::vector<std::string> words{"setpriv",        "--reuid=65534", "--regid=65534",
					       "--clear-groups", CTGATE_BINARY,   "tune"};
		words.insert(words.end(), arguments.begin(), arguments.end());
		return host.run(words);
	};
	EXPECT_EQ(as_nobody({"plan"}).exit_code, 0);
	const auto refused = as_nobody({"apply", "udp_timeout=20", "--yes"});
	EXPECT_EQ(refused.exit_code, kNotPermitted);
	EXPECT_EQ(refused.out, "");
	EXPECT_THAT(refused.err, HasSubstr("sudo ctgate"));
}

TEST_F(Tune, ANamespaceThatDoesNotBootLeavesNothingInEtc)
{
	const Namespace host;
	const auto before = settings_of(host);
	const std::string script = fmt::format(R"script(
		mount -t tmpfs none /var/lib && ls /etc/sysctl.d >/var/lib/before || exit 77
		{0} tune apply udp_timeout=20 --yes || exit 1
		ls /etc/sysctl.d | cmp - /var/lib/before || exit 2
		test "$(sysctl -n net.netfilter.nf_conntrack_udp_timeout)" = 20 || exit 3
		{0} tune undo --yes)script",
					       CTGATE_BINARY);
	const auto done = host.run({"unshare", "--mount", "sh", "-c", script});
	EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
	EXPECT_THAT(done.out, HasSubstr("no file is written"));
	EXPECT_EQ(settings_of(host), before);
}

} // namespace
} // namespace ctgate::e2e
