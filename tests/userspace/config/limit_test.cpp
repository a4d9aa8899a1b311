// SPDX-License-Identifier: MIT
#include "userspace/config/limit.hpp"

#include <gmock/gmock.h>

namespace ctgate
{
namespace
{

using ::testing::HasSubstr;

template <class T>
void expect_refused(const Result<T>& result, const std::string& saying)
{
	ASSERT_FALSE(result);
	EXPECT_EQ(result.error().code(), EINVAL);
	EXPECT_THAT(result.error().message(), HasSubstr(saying));
}

/// A default that may be changed into what cannot be.
Limit dns()
{
	return default_limits().front().limit;
}

TEST(Ports, AreReadFromAList)
{
	EXPECT_EQ(parse_ports("53").value(), (std::vector<std::uint16_t>{53}));
	EXPECT_EQ(parse_ports("53,853,65535").value(), (std::vector<std::uint16_t>{53, 853, 65535}));
}

TEST(Ports, AreNumbersThatFit)
{
	for (const char* text : {"", "0", "65536", "-1", "53,", ",53", "53,,54", "dns", "5 3", "99999999999999999999"})
		expect_refused(parse_ports(text), "is not a port");
	expect_refused(parse_ports("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17"), "17 ports");
	EXPECT_EQ(parse_ports("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16").value().size(), 16u);
}

TEST(PrefixLengths, AreSortedFromTheLongest)
{
	EXPECT_EQ(to_string(parse_prefix_lengths("24x16,32", CTG_IPV4).value()), "/32, /24 x16");
	EXPECT_EQ(to_string(parse_prefix_lengths("48x64,128,64x4", CTG_IPV6).value()), "/128, /64 x4, /48 x64");
}

TEST(PrefixLengths, AreBitsOfTheFamilyAndATimes)
{
	for (const char* text : {"", "0", "33", "/24", "24x", "24x0", "x16", "24x10001", "24*16", "-1"})
		expect_refused(parse_prefix_lengths(text, CTG_IPV4), "is not a prefix length of IPv4");
	expect_refused(parse_prefix_lengths("129", CTG_IPV6), "is not a prefix length of IPv6");
}

TEST(PrefixLengths, AreNoMoreThanTheFilterAsks)
{
	EXPECT_TRUE(parse_prefix_lengths("32,24", CTG_IPV4));
	expect_refused(parse_prefix_lengths("32,24,16", CTG_IPV4), "at most 2 of IPv4");
	expect_refused(parse_prefix_lengths("128,64,56,48", CTG_IPV6), "at most 3 of IPv6");
}

TEST(Protocol, IsOneOfFourWords)
{
	for (const char* text : {"udp", "tcp-syn", "icmp-echo", "other"})
		EXPECT_EQ(to_string(parse_protocol(text).value()), text);
	expect_refused(parse_protocol("tcp"), "is not what a limit can look at");
	expect_refused(parse_protocol(""), "say udp");
}

TEST(Limit, HasANameOfFifteenSmallLetters)
{
	Limit limit = dns();
	for (const char* name : {"", "a-name-too-long-", "Dns", "dns_", "-dns", "dns-", "d ns", "a234567890123456"}) {
		limit.name = name;
		expect_refused(limit.check(), "cannot name a limit");
	}
	limit.name = "a23456789012345";
	EXPECT_TRUE(limit.check());
}

TEST(Limit, OfWhatHasNoPortsNamesNone)
{
	Limit limit = dns();
	limit.protocol = CTG_LIMIT_ICMP_ECHO;
	expect_refused(limit.check(), "has no ports");
	limit.ports.clear();
	EXPECT_TRUE(limit.check());
	limit.counting = Counting::kNewOnly;
	expect_refused(limit.check(), "cannot be new-only");
}

TEST(Limit, NeedsAPrefixLengthOfEitherFamily)
{
	for (const auto family : {CTG_IPV4, CTG_IPV6}) {
		Limit limit = dns();
		limit.prefixes[family].clear();
		expect_refused(limit.check(), "needs a prefix length");
	}
}

TEST(Limit, SaysWhatItMatches)
{
	Limit limit = dns();
	EXPECT_EQ(limit.matches(), "UDP to port 53");
	limit.ports = {53, 853};
	limit.side = CTG_SOURCE;
	limit.counting = Counting::kNewOnly;
	EXPECT_EQ(limit.matches(), "UDP from ports 53,853, new flows only");
}

TEST(Limit, SurvivesTheWayThroughTheImage)
{
	for (const DefaultLimit& one : default_limits())
		EXPECT_EQ(Limit::from_image(one.limit.to_image()), one.limit) << one.limit.name;
}

} // namespace
} // namespace ctgate
