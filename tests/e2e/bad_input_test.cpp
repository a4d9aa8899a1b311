// SPDX-License-Identifier: MIT
// Mistakes: one sentence on stderr, the documented exit code, and nothing changed.
#include "tests/e2e/refusal.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>

namespace ctgate::e2e
{
namespace
{

using Words = std::vector<std::string>;

struct Mistake {
	Words arguments;
	int exit_code;
	std::vector<std::string> says;
};

constexpr int kFailed = 1, kUsage = 2, kNotAttached = 3, kNotPermitted = 4; // as docs/cli.md has them

Words limit_dns(const std::string& option, const std::string& value)
{
	return {"limit", "set", "dns", option, value};
}

class BadInput : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	static void expect_all_refused(const std::vector<Mistake>& mistakes)
	{
		const Testbed bed;
		bed.ctgate_done({"attach", bed.interface()});
		for (const auto& [arguments, exit_code, says] : mistakes) {
			SCOPED_TRACE(fmt::format("ctgate {}", fmt::join(arguments, " ")));
			expect_refused(bed, arguments, exit_code, says);
		}
	}

	/// Runs ctgate in a mount namespace of its own, after a shell command that spoils something under /sys
	/// there. Only /sys is made private: the root of a chroot is no mount and could not be.
	static Words spoiled(const std::string& how, const std::string& arguments)
	{
		return {"unshare",
			"--mount",
			"--propagation",
			"unchanged",
			"sh",
			"-c",
			fmt::format("mount --make-rprivate /sys && {} && exec {} {}", how, CTGATE_BINARY, arguments)};
	}
};

TEST_F(BadInput, TyposAreToldWithTheNearestWord)
{
	expect_all_refused({
		{{"attch", "gate0"}, kUsage, {"attch", "did you mean `attach`"}},
		{{"limit", "st"}, kUsage, {"st", "did you mean `set`"}},
		{{"status", "--jsno"}, kUsage, {"--jsno", "did you mean `--json`"}},
		{{"limit", "set", "dsn", "--rate", "5/s"}, kUsage, {"dsn", "did you mean `dns`"}},
		{{"limit", "set", "dns-replay", "--rate", "5/s"}, kUsage, {"did you mean `dns-reply`"}},
		{{"reason", "set", "tcp_flags_nul", "drop"}, kUsage, {"did you mean `tcp_flags_null`"}},
		{{"reason", "set", "tcp_flag_*", "drop"}, kUsage, {"tcp_flag_*"}},
		{{"reason", "set", "tcp_flags_null", "dropp"}, kUsage, {"dropp", "off, monitor or drop"}},
		{{"explain", "udp_lenght"}, kUsage, {"did you mean `udp_length`"}},
		{{"attach", "gate1"}, kFailed, {"gate1", "did you mean `gate0`"}},
		{{"status", "gate1"}, kNotAttached, {"gate1"}},
		{{"limit", "set", "dns", "--rate", "5/s", "-i", "gate1"}, kNotAttached, {"gate1"}},
		{{"detach", "gate1"}, kNotAttached, {"gate1"}},
		{{"attach", "gate0", "--mode", "nativ"}, kUsage, {"nativ", "native"}},
	});
}

TEST_F(BadInput, AbsurdLimitsAreRefused)
{
	expect_all_refused({
		{limit_dns("--rate", "0"), kUsage, {"rate of 0", "limit_dns_total off"}},
		{limit_dns("--rate", "0/s"), kUsage, {"rate of 0"}},
		{limit_dns("--rate", "-5/s"), kUsage, {"-5/s"}},
		{limit_dns("--rate", "99999999/s"), kUsage, {"highest rate"}},
		{limit_dns("--rate", "99999999999999999999999/s"), kUsage, {"99999999999999999999999/s"}},
		{limit_dns("--rate", "fast"), kUsage, {"`fast` is not a rate", "5000/s"}},
		{limit_dns("--rate", "5/d"), kUsage, {"5/d"}},
		{limit_dns("--rate", "5/"), kUsage, {"5/"}},
		{limit_dns("--rate", "1e3/s"), kUsage, {"1e3/s"}},
		{limit_dns("--rate", "5 /s"), kUsage, {"5 /s"}},
		{limit_dns("--source-rate", "0/m"), kUsage, {"rate of 0"}},
		{limit_dns("--burst", "0"), kUsage, {"burst of 0"}},
		{limit_dns("--burst", "-1"), kUsage, {"-1"}},
		{limit_dns("--burst", "99999999999"), kUsage, {"99999999999"}},
		{limit_dns("--burst", "many"), kUsage, {"many"}},
		{limit_dns("--source-burst", "0"), kUsage, {"burst of 0"}},
		{limit_dns("--rate", "1/h"), kUsage, {"hours to fill"}},
	});
}

TEST_F(BadInput, HalfACommandIsRefused)
{
	expect_all_refused({
		{{"limit", "set", "dns"}, kUsage, {"--rate"}},
		{{"limit", "set"}, kUsage, {"limit"}},
		{{"reason", "set", "tcp_flags_null"}, kUsage, {"action"}},
		{{"attach"}, kUsage, {"interface"}},
		{{"detach"}, kUsage, {"--all"}},
		{{"detach", "gate0", "--all"}, kUsage, {"--all"}},
		{{"drops", "--interval", "0"}, kUsage, {"--interval"}},
		{{"status", "gate0", "more"}, kUsage, {"more"}},
		{{"drops", "--watch=5"}, kUsage, {"--watch takes no value"}},
		{{"deny", "add", "192.0.2.1", "--force=no"}, kUsage, {"--force takes no value"}},
		{{"attach", "gate0", "--disarmed"}, kFailed, {"gate0", "already", "armed"}},
	});
}

TEST_F(BadInput, InterfaceWithoutNativeXdpIsRefused)
{
	const Testbed bed;
	expect_refused(bed, {"attach", "lo"}, kFailed, {"lo", "--mode generic"});
}

TEST_F(BadInput, MissingBpffsIsToldWithTheRemedy)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	for (const char* arguments : {"attach gate0", "status", "limit set dns --rate 5/s"})
		expect_command_refused(bed, spoiled("mount -t tmpfs none /sys/fs/bpf", arguments), kFailed,
				       {"no bpffs", "mount -t bpf bpf /sys/fs/bpf"});
}

TEST_F(BadInput, KernelWithoutBtfIsRefused)
{
	const Testbed bed;
	expect_command_refused(bed, spoiled("mount -t tmpfs none /sys/kernel/btf", "attach gate0"), kFailed,
			       {"BTF", "CONFIG_DEBUG_INFO_BTF"});
}

TEST_F(BadInput, NobodyMayNotChangeAnything)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	for (const Words& arguments : {Words{"attach", "gate0"}, Words{"detach", "gate0"}, Words{"disarm"},
				       Words{"status"}, limit_dns("--rate", "5/s")}) {
		SCOPED_TRACE(fmt::format("{}", fmt::join(arguments, " ")));
		Words command{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", CTGATE_BINARY};
		command.insert(command.end(), arguments.begin(), arguments.end());
		expect_command_refused(bed, command, kNotPermitted, {"sudo ctgate"});
	}
}

TEST_F(BadInput, ForeignMapInThePlaceOfCountersIsNotReinterpreted)
{
	const Testbed bed;
	bed.ctgate_done({"attach", bed.interface()});
	const auto directory = pin_directory(bed, bed.interface());
	bed.ctgate_done({"detach", bed.interface()});
	bed.host().must(fmt::format("mkdir {0}\nbpftool map create {0}/counters type array key 4 value 8 entries 1 "
				    "name foreign",
				    directory.native()));
	expect_refused(bed, {"attach", "gate0"}, kFailed, {"counters", "another shape"});
}

} // namespace
} // namespace ctgate::e2e
