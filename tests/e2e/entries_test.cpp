// SPDX-License-Identifier: MIT
// The entries that the tests of doctor and relief stand on are what they say, as another tool reads them.
#include "tests/e2e/entries.hpp"

#include "tests/e2e/network.hpp"
#include "userspace/conntrack/table.hpp"

#include <gmock/gmock.h>

namespace ctgate::e2e
{
namespace
{

using testing::HasSubstr;

class Entries : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	static std::string listed(const Namespace& host, const std::string& filter)
	{
		return host.run({"sh", "-c", "conntrack -L " + filter}).out;
	}
};

TEST_F(Entries, AreReadByConntrackAsTheyWereMeant)
{
	const Namespace host;
	const std::vector<NewEntry> entries{
		{.original = tuple("192.0.2.1", 40000, "198.51.100.1", 443),
		 .status = kSettled,
		 .left = std::chrono::seconds{431000}},
		{.original = tuple("192.0.2.2", 40000, "198.51.100.1", 443), .tcp_state = TCP_CONNTRACK_SYN_SENT},
		{.original = tuple("2001:db8::1", 40000, "2001:db8::2", 53), .protocol = IPPROTO_UDP},
		{.original = tuple("192.0.2.3", 7, "198.51.100.1", 8), .protocol = IPPROTO_ICMP},
		{.original = tuple("192.0.2.4", 0, "198.51.100.1", 0),
		 .protocol = 253,
		 .left = std::chrono::seconds{500}},
		{.original = tuple("10.0.0.5", 40000, "198.51.100.1", 80),
		 .status = kSettled,
		 .source_nat = address_of("192.0.2.9")},
		{.original = tuple("192.0.2.6", 40000, "198.51.100.1", 443), .zone = 5},
	};
	host.inside([&] { insert(entries); });

	EXPECT_THAT(listed(host, "-s 192.0.2.1"),
		    testing::MatchesRegex("tcp +6 43(1000|0999) ESTABLISHED src=192.0.2.1 "
					  "dst=198.51.100.1 sport=40000 dport=443 "
					  "src=198.51.100.1 dst=192.0.2.1 sport=443 "
					  "dport=40000 \\[ASSURED\\].*\n"));
	EXPECT_THAT(listed(host, "-s 192.0.2.2"), HasSubstr("SYN_SENT src=192.0.2.2 dst=198.51.100.1 sport=40000 "
							    "dport=443 [UNREPLIED]"));
	EXPECT_THAT(listed(host, "-f ipv6"), HasSubstr("udp      17"));
	EXPECT_THAT(listed(host, "-s 192.0.2.3"), HasSubstr("type=8 code=0 id=7 [UNREPLIED]"));
	EXPECT_THAT(listed(host, "-s 192.0.2.4"), HasSubstr("unknown  253 "));
	EXPECT_THAT(listed(host, "-s 10.0.0.5"), HasSubstr("src=198.51.100.1 dst=192.0.2.9 "));
	EXPECT_THAT(listed(host, "-w 5"), HasSubstr("src=192.0.2.6"));
	EXPECT_EQ(host.run({"conntrack", "-C"}).out, "7\n");
}

TEST_F(Entries, AreManyInLittleTime)
{
	const Namespace host;
	constexpr std::uint32_t kMany = 100'000;
	std::vector<NewEntry> entries(kMany, {.original = tuple("10.0.0.0", 40000, "198.51.100.1", 443)});
	for (std::uint32_t i = 0; i < kMany; ++i)
		entries[i].original.source = address_of("10.0.0.0") + i;
	host.inside([&] { insert(entries); });
	EXPECT_EQ(host.run({"conntrack", "-C"}).out, "100000\n");
	EXPECT_THROW(host.inside([&] { insert(std::span{entries}.first(1)); }), std::runtime_error) << "it exists";
}

} // namespace
} // namespace ctgate::e2e
