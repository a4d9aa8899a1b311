// SPDX-License-Identifier: MIT
// Nothing is forgotten: every reason and every limit has a packet of the selftest that must meet it.
#include "userspace/selftest/expect.hpp"
#include "userspace/selftest/matching.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace ctgate::selftest
{
namespace
{

/// The defaults with every reason of the table at monitor: each must be said, and none hides the next.
Config with_every_reason()
{
	Config config = Config::defaults();
	for (const Reason& reason : reasons())
		config.set_action(reason.id, CTG_MONITOR);
	return config;
}

/// The probes of a family, with one from a denied source.
std::vector<Probe> probes_and_denied(const Config& config, ctg_family family)
{
	std::vector<Probe> all = probes(config, family);
	Probe denied = opening(config);
	denied.denied_source = address(family == CTG_IPV4 ? "192.0.2.66" : "2001:db8:66::1");
	all.push_back(std::move(denied));
	return all;
}

/// What the selftest expects anywhere, in a frame of this family.
struct Met {
	std::set<ctg_reason> reasons;
	std::set<std::uint32_t> limits;
};

Met met_by(const Config& config, ctg_family family)
{
	Met met;
	for (const NetworkShape& network : network_shapes(family))
		for (const LinkShape& link : link_shapes())
			for (const Probe& probe : probes_and_denied(config, family)) {
				const Expected expected = expect(config, family, probe, network, link);
				met.reasons.insert(expected.reasons.begin(), expected.reasons.end());
				met.reasons.insert(expected.unknown);
				if (expected.limit)
					met.limits.insert(*expected.limit);
			}
	return met;
}

TEST(SelftestCoverage, EveryReasonOfTheTableIsMetInBothFamilies)
{
	const Config config = with_every_reason();
	const Met met4 = met_by(config, CTG_IPV4), met6 = met_by(config, CTG_IPV6);
	for (const Reason& reason : reasons()) {
		EXPECT_TRUE(met6.reasons.contains(reason.id)) << "no IPv6 packet of the selftest meets " << reason.name;
		if (reason.id != CTG_IPV6_EXT_CHAIN) {
			EXPECT_TRUE(met4.reasons.contains(reason.id))
				<< "no IPv4 packet of the selftest meets " << reason.name;
		}
	}
}

TEST(SelftestCoverage, EveryReasonThatDropsByDefaultIsMetInAShapeThatIsReadWhole)
{
	const Config config = Config::defaults();
	std::set<ctg_reason> seen{CTG_TINY_FRAGMENT}; // which is a shape itself
	for (const Probe& probe : probes_and_denied(config, CTG_IPV4)) {
		seen.insert(probe.reason);
		if (probe.denied_source)
			seen.insert(CTG_PREFIX_DENIED);
	}
	for (const Reason& reason : reasons())
		if (reason.default_action == CTG_DROP) {
			EXPECT_TRUE(seen.contains(reason.id)) << reason.name;
		}
}

TEST(SelftestCoverage, EveryDefaultLimitThatAsksIsMetInBothFamilies)
{
	const Config config = Config::defaults();
	for (const auto family : {CTG_IPV4, CTG_IPV6}) {
		const Met met = met_by(config, family);
		for (const Limit& limit : config.limits())
			EXPECT_EQ(met.limits.contains(config.slot(limit.name).value()),
				  is_on(config, config.slot(limit.name).value()))
				<< limit.name;
	}
}

TEST(SelftestCoverage, NamesAreToldApart)
{
	std::set<std::string> names;
	for (const Probe& probe : probes(Config::defaults(), CTG_IPV4))
		EXPECT_TRUE(names.insert(probe.name).second) << probe.name;
	for (const auto family : {CTG_IPV4, CTG_IPV6}) {
		std::set<std::string> shapes;
		for (const NetworkShape& shape : network_shapes(family))
			EXPECT_TRUE(shapes.insert(shape.name).second) << shape.name;
	}
}

TEST(SelftestCoverage, WhatIsNotSeenWholeSaysWhy)
{
	for (const auto family : {CTG_IPV4, CTG_IPV6})
		for (const NetworkShape& shape : network_shapes(family))
			EXPECT_EQ(shape.why.empty(), shape.sight == Sight::kWhole) << shape.name;
	for (const LinkShape& shape : link_shapes())
		EXPECT_EQ(shape.why.empty(), shape.sight == Sight::kWhole) << shape.name;
}

} // namespace
} // namespace ctgate::selftest
