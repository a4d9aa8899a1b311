// SPDX-License-Identifier: MIT
#include "userspace/sysctl/host.hpp"

#include "tests/userspace/sysctl/machine.hpp"

#include <gmock/gmock.h>

namespace ctgate::sysctl
{
namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Host, IsReadFromItsFiles)
{
	const Machine machine;
	machine.write("proc/sys/net/ipv4/tcp_keepalive_time", "600\n");
	machine.write("proc/sys/net/ipv4/ip_forward", "1\n");
	const Host host = machine.host();
	EXPECT_EQ(host.ram_bytes, 16 * kGib);
	EXPECT_EQ(host.keepalive.time_s, 600);
	EXPECT_EQ(host.keepalive.probes, 9);
	EXPECT_TRUE(host.forwards);
	EXPECT_FALSE(host.rules.known);
	EXPECT_FALSE(host.is_module);
	EXPECT_EQ(host.now("max"), 262'144);
	EXPECT_THAT(host.writers, IsEmpty());
}

TEST(Host, WithoutConntrackSaysHowToGetIt)
{
	const Machine machine;
	std::filesystem::remove_all(machine.paths().proc / "sys/net/netfilter");
	const auto host = Host::read(machine.paths());
	ASSERT_FALSE(host);
	EXPECT_THAT(host.error().message(), HasSubstr("modprobe nf_conntrack"));
}

TEST(Host, AnswersDnsUnlessOnlyOnLoopback)
{
	const Machine machine;
	const std::string head = "  sl  local_address rem_address   st tx_queue rx_queue\n";
	machine.write("proc/net/udp", head + "  12: 3500007F:0035 00000000:0000 07 00000000:00000000\n");
	machine.write("proc/net/udp6", head + "  12: 00000000000000000000000001000000:0035 0:0000 07 0:0\n");
	EXPECT_FALSE(machine.host().answers_dns);
	machine.write("proc/net/udp6", head + "  12: 00000000000000000000000000000000:0035 0:0000 07 0:0\n");
	EXPECT_TRUE(machine.host().answers_dns);
}

TEST(Rules, AreReadInTheWordsOfNftAndIptables)
{
	const auto translate = [](const char* line) { return rules_in(line).translate; };
	EXPECT_TRUE(translate("\t\toifname \"eth0\" masquerade"));
	EXPECT_TRUE(translate("tcp dport 80 dnat to 10.0.0.1:8080"));
	EXPECT_TRUE(translate("tcp dport 80 dnat ip to 10.0.0.1:8080"));
	EXPECT_TRUE(translate("-A POSTROUTING -o eth0 -j MASQUERADE"));
	EXPECT_FALSE(translate("ct status dnat accept"));
	EXPECT_FALSE(translate("type nat hook postrouting priority srcnat; policy accept;"));

	const auto drop = [](const char* line) { return rules_in(line).drop_invalid; };
	EXPECT_TRUE(drop("ct state invalid counter packets 0 bytes 0 drop"));
	EXPECT_TRUE(drop("ct state vmap { invalid : drop, established : accept }"));
	EXPECT_TRUE(drop("-A INPUT -m conntrack --ctstate INVALID -j DROP"));
	EXPECT_FALSE(drop("ct state established,related accept"));
	EXPECT_FALSE(drop("ct state invalid counter packets 7 bytes 0"));
	EXPECT_FALSE(drop("tcp dport 80 drop"));
}

TEST(Rules, OfEveryCommandThatAnswersCount)
{
	Paths paths{.rulesets = {"echo oifname eth0 masquerade", "false", "echo ct state invalid drop"}};
	const Rules rules = read_rules(paths);
	EXPECT_TRUE(rules.known && rules.translate && rules.drop_invalid);
	paths.rulesets = {"false", "no-such-command-of-ctgate 2>/dev/null"};
	EXPECT_FALSE(read_rules(paths).known);
}

std::vector<std::string> boot_order(const Machine& machine)
{
	std::vector<std::string> values;
	for (const auto& assignment : read_boot_files(machine.paths()))
		values.push_back(assignment.setting + "=" + assignment.value);
	return values;
}

TEST(BootFiles, AreReadByNameAndHideEachOther)
{
	const Machine machine;
	machine.write("root/usr/lib/sysctl.d/50-a.conf", "net.netfilter.nf_conntrack_max = 1\n");
	machine.write("root/run/sysctl.d/70-b.conf", "net.netfilter.nf_conntrack_max = 2\n");
	machine.write("root/etc/sysctl.d/60-c.conf", "net.netfilter.nf_conntrack_max = 3\n");
	machine.write("root/usr/lib/sysctl.d/70-b.conf", "net.netfilter.nf_conntrack_max = 4\n");
	machine.write("root/etc/sysctl.d/80-d.txt", "net.netfilter.nf_conntrack_max = 5\n");
	machine.write("root/etc/sysctl.conf", "net.nf_conntrack_max=6\n");
	EXPECT_THAT(boot_order(machine), ElementsAre("max=1", "max=3", "max=2", "max=6"));
	EXPECT_EQ(winner(machine.host().at_boot, "max")->value, "6");
	std::filesystem::create_symlink("../sysctl.conf", machine.paths().root / "etc/sysctl.d/65-sysctl.conf");
	EXPECT_THAT(boot_order(machine), ElementsAre("max=1", "max=3", "max=6", "max=2"));
}

TEST(BootFiles, LinesAreUnderstoodAsSystemdDoes)
{
	const auto lines = assignments_in("# net.netfilter.nf_conntrack_max = 1\n"
					  "; net.netfilter.nf_conntrack_max = 2\n"
					  " -net.netfilter.nf_conntrack_max=3 \n"
					  "net/netfilter/nf_conntrack_max = 4\n"
					  "net.netfilter.nf_conntrack_icmp*_timeout = 5\n"
					  "net.ipv4.ip_forward = 6\n"
					  "-net.netfilter.nf_conntrack_max\n",
					  "x.conf");
	std::vector<std::string> values;
	for (const auto& line : lines)
		values.push_back(line.setting + "=" + line.value);
	EXPECT_THAT(values, ElementsAre("max=3", "max=4", "icmp_timeout=5", "icmpv6_timeout=5"));
}

TEST(OtherWriters, KubeProxyIsKnownByItsProcess)
{
	const Machine machine;
	machine.write("proc/812/comm", "kube-proxy\n");
	machine.write("proc/812/cmdline", std::string{"kube-proxy\0--conntrack-max-per-core=1000\0--v=2\0", 47});
	const auto writers = find_writers(machine.paths());
	ASSERT_THAT(writers, SizeIs(1));
	EXPECT_THAT(writers[0].says, HasSubstr("process 812"));
	EXPECT_THAT(writers[0].says, HasSubstr("--conntrack-max-per-core=1000"));
	EXPECT_NE(writer_of(writers, "max"), nullptr);
	EXPECT_EQ(writer_of(writers, "udp_timeout"), nullptr);
}

TEST(OtherWriters, TunedIsOneWhenItsProfileSaysSo)
{
	const Machine machine;
	machine.write("root/etc/tuned/active_profile", "gateway\n");
	machine.write("root/usr/lib/tuned/gateway/tuned.conf", "[main]\ninclude=network\n[sysctl]\nvm.swappiness=1\n");
	machine.write("root/usr/lib/tuned/network/tuned.conf", "[sysctl]\nnet.netfilter.nf_conntrack_max=500000\n");
	EXPECT_THAT(find_writers(machine.paths()), IsEmpty()) << "it does not run";
	machine.write("proc/77/comm", "tuned\n");
	const auto writers = find_writers(machine.paths());
	ASSERT_THAT(writers, SizeIs(1));
	EXPECT_THAT(writers[0].settings, ElementsAre("max"));
	EXPECT_THAT(writers[0].says, HasSubstr("network/tuned.conf"));
}

TEST(OtherWriters, FirewalldIsOneWhenItUnloadsTheModule)
{
	const Machine machine;
	machine.write("proc/78/comm", "firewalld\n");
	machine.write("root/etc/firewalld/firewalld.conf", "DefaultZone=public\nCleanupModulesOnExit=yes\n");
	EXPECT_THAT(find_writers(machine.paths()), IsEmpty()) << "conntrack is built in";
	machine.write("sys/module/nf_conntrack/initstate", "live\n");
	EXPECT_THAT(find_writers(machine.paths()), SizeIs(1));
	machine.write("root/etc/firewalld/firewalld.conf", "CleanupModulesOnExit=no\n");
	EXPECT_THAT(find_writers(machine.paths()), IsEmpty());
}

} // namespace
} // namespace ctgate::sysctl
