// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

/// The operator's prefixes, of either family.
class SourceSets : public FilterTest
{
protected:
	static packet::Bytes query(const std::string& source) { return Frame{}.ipv4({.source = source}).udp().bytes(); }
	static packet::Bytes query6(const std::string& source)
	{
		return Frame{}.ipv6({.source = source}).udp().bytes();
	}
	static Config one_query()
	{
		Config config = only_limits({limit_of("dns", CTG_LIMIT_UDP, 1, {53})}, CTG_EACH_SOURCE);
		config.set_action(CTG_PREFIX_DENIED, CTG_DROP);
		return config;
	}
};

TEST_F(SourceSets, AnAllowedSourceHasNoLimit)
{
	FilterRun filter{one_query(), {.allow = {"198.51.100.0/24", "2001:db8:1::/48"}, .deny = {}}};
	for (const auto& allowed : {query("198.51.100.7"), query6("2001:db8:1:2::3")})
		EXPECT_EQ(filter.repeat(allowed, 100).moved["passed"].packets, 100u);
	for (const auto& other : {query("198.51.101.7"), query6("2001:db8:2::3")})
		EXPECT_EQ(filter.repeat(other, 100).moved["passed"].packets, 1u);
}

TEST_F(SourceSets, AnAllowedSourceSpendsNothingOfTheTotal)
{
	const Config config = only_limits({limit_of("dns", CTG_LIMIT_UDP, burst_of_strangers(2), {53})}, CTG_TOTAL);
	FilterRun filter{config, {.allow = {"192.0.2.1/32"}, .deny = {}}};
	EXPECT_EQ(filter.repeat(query("192.0.2.1"), 100).moved["passed"].packets, 100u);
	EXPECT_EQ(filter.repeat(query("192.0.2.2"), 100).moved["passed"].packets, 2u);
}

TEST_F(SourceSets, AnAllowedSourceIsNotDenied)
{
	FilterRun filter{one_query(), {.allow = {"192.0.2.1/32"}, .deny = {"192.0.2.0/24"}}};
	const auto allowed = query("192.0.2.1"), denied = query("192.0.2.2");
	EXPECT_EQ(filter(allowed), passed(allowed));
	EXPECT_EQ(filter(denied), dropped(CTG_PREFIX_DENIED, denied));
}

TEST_F(SourceSets, AnAllowedSourceMayBeMalformedOnlyIfTheOperatorSaysSo)
{
	Config config = all(CTG_DROP);
	const Sets sets{.allow = {"198.51.100.0/24"}, .deny = {}};
	const auto malformed = Frame{}.ipv4().tcp({.flags = 0}).bytes();
	const auto fragment = Frame{}.ipv4({.fragment_offset = 5}).udp().bytes();
	{
		FilterRun filter{config, sets};
		EXPECT_EQ(filter(malformed), dropped(CTG_TCP_FLAGS_NULL, malformed));
		EXPECT_EQ(filter(fragment), dropped(CTG_IP_FRAGMENT, fragment));
	}
	config.set_allow_excuses(AllowExcuses::kMalformedToo);
	FilterRun filter{config, sets};
	EXPECT_EQ(filter(malformed), passed(malformed));
	EXPECT_EQ(filter(fragment), passed(fragment));
	const auto stranger = Frame{}.ipv4({.source = "198.51.101.1"}).tcp({.flags = 0}).bytes();
	EXPECT_EQ(filter(stranger), dropped(CTG_TCP_FLAGS_NULL, stranger));
}

TEST_F(SourceSets, ADeniedSourceSendsNothingWhateverItIs)
{
	FilterRun filter{only(CTG_PREFIX_DENIED, CTG_DROP),
			 {.allow = {}, .deny = {"198.51.100.0/24", "2001:db8:1::/48"}}};
	for (const Frame& ip : {Frame{}.ipv4(), Frame{}.ipv6(), Frame{}.vlan(1).ipv4()})
		for (const Frame& frame :
		     {Frame{ip}.tcp(), Frame{ip}.tcp({.flags = packet::kAck}),
		      Frame{ip}.udp({.destination_port = 5353}), Frame{ip}.icmp(), Frame{ip}.payload(40)})
			EXPECT_EQ(filter(frame.bytes()), dropped(CTG_PREFIX_DENIED, frame.bytes()));
	const auto later = Frame{}.ipv4({.fragment_offset = 5}).udp().bytes();
	EXPECT_EQ(filter(later), dropped(CTG_PREFIX_DENIED, later));
	const auto to_it = Frame{}.ipv4({.source = "203.0.113.1", .destination = "198.51.100.1"}).udp().bytes();
	EXPECT_EQ(filter(to_it), passed(to_it)) << "only sources are looked at";
}

TEST_F(SourceSets, OnlyTheBitsOfThePrefixCount)
{
	FilterRun filter{only(CTG_PREFIX_DENIED, CTG_DROP),
			 {.allow = {}, .deny = {"192.0.2.64/26", "10.0.0.1/32", "2001:db8::8/125"}}};
	for (const char* in : {"192.0.2.64", "192.0.2.127", "10.0.0.1"})
		EXPECT_EQ(filter(query(in)), dropped(CTG_PREFIX_DENIED, query(in))) << in;
	for (const char* out : {"192.0.2.63", "192.0.2.128", "10.0.0.0", "10.0.0.2", "0.0.0.0"})
		EXPECT_EQ(filter(query(out)), passed(query(out))) << out;
	for (const char* in : {"2001:db8::8", "2001:db8::f"})
		EXPECT_EQ(filter(query6(in)), dropped(CTG_PREFIX_DENIED, query6(in))) << in;
	for (const char* out : {"2001:db8::7", "2001:db8::10", "::"})
		EXPECT_EQ(filter(query6(out)), passed(query6(out))) << out;
}

/// Every prefix around the address, from its own bits to none.
std::vector<std::string> all_around(const std::string& zero, int bits)
{
	std::vector<std::string> prefixes;
	for (int length = 0; length <= bits; ++length)
		prefixes.push_back(zero + "/" + std::to_string(length));
	return prefixes;
}

TEST_F(SourceSets, AnEntryWhoseTimeIsOverIsLookedPast)
{
	FilterRun filter{
		only(CTG_PREFIX_DENIED, CTG_DROP),
		{.allow = {}, .deny = {"192.0.0.0/16"}, .over = {"192.0.2.0/24", "192.0.2.1/32", "10.0.0.0/8"}}};
	for (const char* in : {"192.0.2.1", "192.0.2.2", "192.0.3.1"})
		EXPECT_EQ(filter(query(in)), dropped(CTG_PREFIX_DENIED, query(in))) << in;
	EXPECT_EQ(filter(query("10.0.0.1")), passed(query("10.0.0.1")));
}

TEST_F(SourceSets, HoweverManyEntriesAreOverTheOneThatIsNotIsFound)
{
	auto over4 = all_around("0.0.0.0", 32), over6 = all_around("::", 128);
	over4.erase(over4.begin());
	over6.erase(over6.begin());
	auto over = over4;
	over.insert(over.end(), over6.begin(), over6.end());
	FilterRun filter{only(CTG_PREFIX_DENIED, CTG_DROP), {.allow = {}, .deny = {"0.0.0.0/0", "::/0"}, .over = over}};
	EXPECT_EQ(filter(query("0.0.0.0")), dropped(CTG_PREFIX_DENIED, query("0.0.0.0")));
	EXPECT_EQ(filter(query6("::")), dropped(CTG_PREFIX_DENIED, query6("::")));

	over.insert(over.end(), {"0.0.0.0/0", "::/0"});
	FilterRun none{only(CTG_PREFIX_DENIED, CTG_DROP), {.allow = {}, .deny = {}, .over = over}};
	EXPECT_EQ(none(query("0.0.0.0")), passed(query("0.0.0.0")));
	EXPECT_EQ(none(query6("::")), passed(query6("::")));
}

TEST_F(SourceSets, AZeroPrefixIsEverybody)
{
	FilterRun filter{only(CTG_PREFIX_DENIED, CTG_DROP), {.allow = {}, .deny = {"0.0.0.0/0"}}};
	EXPECT_EQ(filter(query("203.0.113.77")), dropped(CTG_PREFIX_DENIED, query("203.0.113.77")));
	EXPECT_EQ(filter(query6("2001:db8::1")), passed(query6("2001:db8::1"))) << "of its family";
}

} // namespace
} // namespace ctgate
