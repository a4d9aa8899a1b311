// SPDX-License-Identifier: MIT
#include "userspace/doctor/proc.hpp"

#include "tests/packet/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace ctgate::doctor
{
namespace
{

constexpr const char* kNet = "thread-self/net/";

/// A /proc of files.
class ProcOfFiles : public testing::Test
{
protected:
	void net(const std::string& file, std::string_view text) const { folder_.write(kNet + file, text); }

	packet::TemporaryFolder folder_;
	Proc proc_{folder_.path()};
};

TEST_F(ProcOfFiles, MayBeEmpty)
{
	EXPECT_TRUE(proc_.settings().empty());
	EXPECT_EQ(proc_.netstat("TcpExt", "SyncookiesSent"), 0U);
	EXPECT_EQ(proc_.received(), 0U);
	EXPECT_EQ(proc_.tcp_sockets(), 0U);
	EXPECT_EQ(proc_.uplink(), "INTERFACE");
	EXPECT_TRUE(proc_.queues().empty());
	EXPECT_FALSE(proc_.slab());
	EXPECT_EQ(proc_.process(4711), "netlink port 4711");
}

TEST_F(ProcOfFiles, HasSettingsOfConntrackAndWhatIsCoupledWithThem)
{
	folder_.write("sys/net/netfilter/nf_conntrack_max", "262144\n");
	folder_.write("sys/net/netfilter/nf_conntrack_tcp_timeout_established", "-1\n");
	folder_.write("sys/net/netfilter/nf_log/2", "NONE\n");
	folder_.write("sys/net/netfilter/nf_hooks_lwtunnel", "0\n");
	folder_.write("sys/net/netfilter/nf_conntrack_no_number", "NONE\n");
	folder_.write("sys/net/ipv4/tcp_keepalive_time", "7200\n");
	folder_.write("sys/net/ipv4/tcp_rmem", "4096 131072 6291456\n");
	const std::map<std::string, std::int64_t> expected{{"nf_conntrack_max", 262144},
							   {"nf_conntrack_tcp_timeout_established", -1},
							   {"tcp_keepalive_time", 7200}};
	EXPECT_EQ(proc_.settings(), expected);
}

TEST_F(ProcOfFiles, HasCountersByTheirName)
{
	net("netstat", "TcpExt: SyncookiesSent SyncookiesRecv ListenOverflows\n"
		       "TcpExt: 17 4 99\n"
		       "IpExt: InNoRoutes ListenOverflows\n"
		       "IpExt: 5 6\n");
	EXPECT_EQ(proc_.netstat("TcpExt", "SyncookiesSent"), 17U);
	EXPECT_EQ(proc_.netstat("TcpExt", "ListenOverflows"), 99U);
	EXPECT_EQ(proc_.netstat("IpExt", "ListenOverflows"), 6U);
	EXPECT_EQ(proc_.netstat("TcpExt", "Unheard"), 0U);
	EXPECT_EQ(proc_.netstat("MPTcpExt", "SyncookiesSent"), 0U);
}

TEST_F(ProcOfFiles, SurvivesCountersThatAreNone)
{
	net("netstat", "TcpExt: SyncookiesSent ListenOverflows Missing\n"
		       "TcpExt: -1 many\n"
		       "IpExt: InNoRoutes\n");
	EXPECT_EQ(proc_.netstat("TcpExt", "SyncookiesSent"), 0U);
	EXPECT_EQ(proc_.netstat("TcpExt", "ListenOverflows"), 0U);
	EXPECT_EQ(proc_.netstat("TcpExt", "Missing"), 0U);
	EXPECT_EQ(proc_.netstat("IpExt", "InNoRoutes"), 0U);
}

TEST_F(ProcOfFiles, AddsPacketsOfBothFamilies)
{
	net("snmp", "Ip: Forwarding DefaultTTL InReceives InHdrErrors\n"
		    "Ip: 1 64 1000 3\n"
		    "Icmp: InMsgs\n"
		    "Icmp: 9\n");
	EXPECT_EQ(proc_.received(), 1000U);
	net("snmp6", "Ip6InReceives                   \t200\nIp6InHdrErrors                  \t1\n");
	EXPECT_EQ(proc_.received(), 1200U);
}

TEST_F(ProcOfFiles, AddsTcpSocketsOfBothFamilies)
{
	net("sockstat", "sockets: used 300\nTCP: inuse 7 orphan 0 tw 50 alloc 9 mem 1\nUDP: inuse 4 mem 2\n");
	net("sockstat6", "TCP6: inuse 5\nUDP6: inuse 3\n");
	EXPECT_EQ(proc_.tcp_sockets(), 12U);
}

constexpr const char* kRouteHeading =
	"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

TEST_F(ProcOfFiles, FindsTheInterfaceOfTheDefaultRoute)
{
	net("route", std::string{kRouteHeading} + "eth1\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0\n"
						  "eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
						  "wlan0\t00000000\t0100A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n");
	EXPECT_EQ(proc_.uplink(), "eth0");
}

/// 0.0.0.0/1 begins like the default route, and goes into a tunnel.
TEST_F(ProcOfFiles, IsNotMisledByARouteForHalfTheWorld)
{
	net("route", std::string{kRouteHeading} + "tun0\t00000000\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n"
						  "*\t00000000\t00000000\t0200\t0\t0\t50\t00000000\t0\t0\t0\n"
						  "eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n");
	EXPECT_EQ(proc_.uplink(), "eth0");
	net("route", std::string{kRouteHeading} + "tun0\t00000000\n\n");
	EXPECT_EQ(proc_.uplink(), "INTERFACE");
}

TEST_F(ProcOfFiles, HasTheQueuesInWhichPacketsWait)
{
	folder_.write("4711/comm", "suricata\n");
	net("netfilter/nfnetlink_queue", "    0   4711    12 2 65531     0     0      130  1\n"
					 "    1   4711     0 2 65531     0     0        0  1\n"
					 "    7 99999999   3 2 65531     0     0        9  1\n"
					 "nonsense\n");
	const auto queues = proc_.queues();
	ASSERT_EQ(queues.size(), 2U);
	EXPECT_EQ(queues[0].number, 0U);
	EXPECT_EQ(queues[0].process, "suricata (4711)");
	EXPECT_EQ(queues[0].waiting, 12U);
	EXPECT_EQ(queues[1].number, 7U);
	EXPECT_EQ(queues[1].process, "netlink port 99999999");
}

TEST_F(ProcOfFiles, HasTheSlabCacheOfEntriesAndNotThatOfExpectations)
{
	folder_.write("slabinfo", "slabinfo - version: 2.1\n"
				  "# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>\n"
				  "nf_conntrack_expect      3     34    240   34    2 : tunables    0    0    0\n"
				  "nf_conntrack        130560 130816    256   16    1 : tunables    0    0    0\n");
	const auto slab = proc_.slab();
	ASSERT_TRUE(slab);
	EXPECT_EQ(slab->objects, 130560U);
	EXPECT_EQ(slab->object_size, 256U);
}

/// prctl(PR_SET_NAME) takes anything.
TEST_F(ProcOfFiles, KeepsControlCharactersOfAProcessFromTheTerminal)
{
	folder_.write("4711/comm", "a\033[2Jb\n");
	EXPECT_EQ(proc_.process(4711), "a?[2Jb (4711)");
	folder_.write("4711/comm", "Web Content\n");
	EXPECT_EQ(proc_.process(4711), "Web Content (4711)");
}

TEST(Proc, ReadsWhatTheKernelWrites)
{
	const Proc proc;
	EXPECT_NE(proc.process(1), "netlink port 1");
	EXPECT_GT(proc.received(), 0U) << "loopback alone has some";
}

} // namespace
} // namespace ctgate::doctor
