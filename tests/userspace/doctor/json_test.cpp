// SPDX-License-Identifier: MIT
#include "tests/userspace/doctor/observations.hpp"
#include "userspace/doctor/diagnose.hpp"
#include "userspace/doctor/diagnosis.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ctgate::doctor
{
namespace
{

using conntrack::Kind;
using nlohmann::json;

Diagnosis diagnosis_of(const Observation& seen)
{
	return {seen, diagnose(seen)};
}

json json_with(const Observation& seen)
{
	const Diagnosis diagnosis = diagnosis_of(seen);
	return json::parse(json_of({&diagnosis, 1}));
}

json table_of(const Observation& seen)
{
	return json_with(seen)["namespaces"][0]["table"];
}

TEST(DoctorJson, IsOneDocumentForAllNamespaces)
{
	const std::vector<Diagnosis> both{diagnosis_of(observation({})),
					  diagnosis_of(table_with({.kind = Kind::kSynSent, .entries = 5'000}))};
	const json document = json::parse(json_of(both));
	EXPECT_EQ(document["schema"], "ctgate/doctor/1");
	EXPECT_EQ(document["healthy"], false);
	ASSERT_EQ(document["namespaces"].size(), 2U);
	EXPECT_EQ(document["namespaces"][0]["healthy"], true);
	EXPECT_EQ(document["namespaces"][1]["healthy"], false);

	const json none = json::parse(json_of(std::span<const Diagnosis>{}));
	EXPECT_EQ(none["healthy"], true);
	EXPECT_EQ(none["namespaces"], json::array());
}

TEST(DoctorJson, SaysWhoseTableItIs)
{
	const json one = json_with(observation({}))["namespaces"][0];
	EXPECT_EQ(one["host"], "web1");
	EXPECT_EQ(one["kernel"], "6.18.0");
	EXPECT_EQ(one["taken_at"], 1'800'000'000);
	EXPECT_EQ(one["interval_seconds"], 2.0);
	EXPECT_EQ(one["namespace"],
		  (json{{"inode", 4026531840}, {"name", "the initial network namespace"}, {"initial", true}}));
	EXPECT_EQ(one["findings"], json::array());
	EXPECT_EQ(one["unseen"], json::array());
}

TEST(DoctorJson, HasTheFiguresOfTheTable)
{
	auto seen = observation({.parts = {{.kind = Kind::kActive,
					    .entries = 7'000,
					    .replied = 6'000,
					    .assured = 5'000,
					    .from_here = 4'000,
					    .to_here = 3'000,
					    .sources = 20,
					    .destinations = 10}},
				 .growth = 50,
				 .a_second = {.invalid = 3, .insert_failed = 5, .drop = 12, .early_drop = 7}});
	seen.log.table_full = 9;
	seen.figures.seconds = 0.5;
	const json table = table_of(seen);
	EXPECT_EQ(table["entries"], 10'100);
	EXPECT_EQ(table["max"], kMax);
	EXPECT_EQ(table["buckets"], kMax);
	EXPECT_EQ(table["counted"], 10'000);
	EXPECT_EQ(table["pass_seconds"], 0.5);
	EXPECT_EQ(table["slab_objects"], 10'100);
	EXPECT_EQ(table["growth_per_second"], 50.0);
	EXPECT_EQ(table["seconds_to_full"], 89'900 / 50.0);
	EXPECT_EQ(table["refused_per_second"], 7.0);
	EXPECT_EQ(table["evicted_per_second"], 7.0);
	EXPECT_EQ(table["insert_failed_per_second"], 5.0);
	EXPECT_EQ(table["invalid_per_second"], 3.0);
	EXPECT_EQ(table["log_lines"], 9);
	EXPECT_EQ(table["kinds"].size(), conntrack::kKinds);
	EXPECT_EQ(table["kinds"]["established"], (json{{"entries", 7'000},
						       {"replied", 6'000},
						       {"assured", 5'000},
						       {"from_here", 4'000},
						       {"to_here", 3'000},
						       {"sources", 20},
						       {"destinations", 10}}));
}

TEST(DoctorJson, HasTheFindingsAsTextHasThem)
{
	const auto seen = table_with({.kind = Kind::kSynSent, .entries = 5'000});
	const json findings = json_with(seen)["namespaces"][0]["findings"];
	ASSERT_EQ(findings.size(), 1U);
	EXPECT_EQ(findings[0]["cause"], "syn-flood");
	EXPECT_EQ(findings[0]["title"], "SYN flood");
	EXPECT_EQ(findings[0]["weight"], 0.5);
	EXPECT_EQ(findings[0]["found"], "5000 entries (50 %) are half-open: a SYN that was never confirmed");
	EXPECT_EQ(findings[0]["frees"], 5'000);
	EXPECT_EQ(findings[0]["evidence"][0]["check"], "conntrack -L -p tcp --state SYN_SENT | wc -l");
	EXPECT_EQ(findings[0]["remedies"][1]["command"], "ctgate relieve handshakes");
	EXPECT_EQ(findings[0]["remedies"][1]["frees"], 5'000);
	EXPECT_EQ(findings[0]["remedies"][1]["risk"], "a handshake under way begins again a second later");
}

/// JSON knows neither infinity nor NaN: the library would write null where a program expects a number.
TEST(DoctorJson, HasANumberForEachRateEvenWithoutAnInterval)
{
	auto seen = observation({.growth = 50, .a_second = {.invalid = 3, .drop = 12}});
	seen.seconds = seen.seconds_after_pass = 0;
	const json table = table_of(seen);
	for (const auto* rate : {"growth_per_second", "refused_per_second", "evicted_per_second",
				 "insert_failed_per_second", "invalid_per_second"})
		EXPECT_EQ(table[rate], 0.0) << rate;
	const json empty = table_of(Observation{});
	for (const auto& [name, value] : empty.items())
		EXPECT_EQ(value.is_null(), name == "slab_objects" || name == "seconds_to_full") << name;
}

TEST(DoctorJson, HasNullForWhatIsNotKnown)
{
	auto seen = observation({});
	EXPECT_TRUE(table_of(seen)["seconds_to_full"].is_null()) << "it does not grow";
	seen.slab_objects.reset();
	EXPECT_TRUE(table_of(seen)["slab_objects"].is_null());
}

TEST(DoctorJson, ReplacesWhatIsNoText)
{
	auto seen = table_with({.kind = Kind::kCloseWait, .entries = 5'000});
	seen.owners = {{"close-wait", "\xff\xfe (4711)", 4'000}};
	seen.place.name = "namespace \xc3";
	const json one = json_with(seen)["namespaces"][0];
	EXPECT_EQ(one["namespace"]["name"], "namespace \uFFFD");
	EXPECT_EQ(one["findings"][0]["evidence"][2]["fact"],
		  "on this host \uFFFD\uFFFD (4711) holds 4000 such sockets");
}

} // namespace
} // namespace ctgate::doctor
