// SPDX-License-Identifier: MIT
// `ctgate doctor` as it is typed: what it prints, how it ends, what it does with nonsense.
#include "tests/e2e/doctor/examination.hpp"
#include "tests/e2e/doctor/small_table.hpp"
#include "tests/packet/temporary_file.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace ctgate::e2e
{
namespace
{

using doctor::Cause;
using testing::HasSubstr;
using Json = nlohmann::json;

constexpr int kHealthy = 0, kFindings = 1, kCouldNotLook = 2;

class DoctorCommand : public SmallTable
{
protected:
	static Finished doctor(const Namespace& host, std::vector<std::string> options = {})
	{
		std::vector<std::string> command{CTGATE_BINARY, "doctor", "--interval", "0.2"};
		command.insert(command.end(), options.begin(), options.end());
		return host.run(command);
	}

	static std::string first_cause(const Json& place) { return place.at("findings").at(0).at("cause"); }

	const std::vector<Illness> all_ = illnesses();
};

TEST_F(DoctorCommand, SaysThatAHealthyTableIsHealthy)
{
	const Ward ward;
	while_ill(ward, {}, 0.5, [&] {
		const auto said = doctor(ward.host());
		EXPECT_EQ(said.exit_code, kHealthy) << said.out << said.err;
		EXPECT_THAT(said.out, HasSubstr("10000 of 20000 entries (50 %), 20480 buckets"));
		EXPECT_THAT(said.out, HasSubstr("Nothing is wrong with it"));
	});
}

TEST_F(DoctorCommand, SaysWhyAFullTableIsFullAndWhatToDo)
{
	const Ward ward;
	while_ill(ward, {&illness(all_, Cause::kLongLived)}, 1, [&] {
		const auto said = doctor(ward.host());
		EXPECT_EQ(said.exit_code, kFindings) << said.err;
		EXPECT_THAT(said.out, HasSubstr("20000 of 20000 entries (100 %)"));
		EXPECT_THAT(said.out, HasSubstr("1. Long-lived idle connections"));
		EXPECT_THAT(said.out, HasSubstr("do         ctgate relieve idle --older 2h4m"));
		EXPECT_THAT(said.out, HasSubstr("conntrack -L -p tcp --state ESTABLISHED"));
	});
}

TEST_F(DoctorCommand, TellsScriptsTheSame)
{
	const Ward ward;
	while_ill(ward, {&illness(all_, Cause::kSynFlood)}, 0.5, [&] {
		const auto said = doctor(ward.host(), {"--json"});
		EXPECT_EQ(said.exit_code, kFindings);
		const Json json = Json::parse(said.out);
		EXPECT_EQ(json.at("schema"), "ctgate/doctor/1");
		EXPECT_FALSE(json.at("healthy"));
		const Json& place = json.at("namespaces").at(0);
		EXPECT_EQ(first_cause(place), "syn-flood");
		EXPECT_EQ(place.at("table").at("max"), kMax);
		EXPECT_EQ(place.at("findings").at(0).at("remedies").at(1).at("command"), "ctgate relieve handshakes");
	});
}

TEST_F(DoctorCommand, DiagnosesWhatWasSavedElsewhere)
{
	const Ward ward;
	const packet::TemporaryFile file{{}};
	while_ill(ward, {&illness(all_, Cause::kReflection)}, 0.5, [&] {
		const auto here = doctor(ward.host(), {"--json", "--save", file.path()});
		EXPECT_THAT(here.err, HasSubstr("it names addresses of your clients"));
		const Namespace elsewhere;
		const auto there = doctor(elsewhere, {"--json", "--from", file.path()});
		EXPECT_EQ(there.exit_code, kFindings) << there.err;
		EXPECT_EQ(there.out, here.out);
	});
}

TEST_F(DoctorCommand, LooksAgainAndAgain)
{
	const Ward ward;
	while_ill(ward, {}, 0.05, [&] {
		const auto said =
			ward.host().run({"timeout", "3", CTGATE_BINARY, "doctor", "--watch", "--interval", "0.3"});
		std::size_t looks = 0;
		for (auto at = said.out.find("  table "); at != std::string::npos;
		     at = said.out.find("  table ", at + 1))
			++looks;
		EXPECT_GE(looks, 3U) << said.out << said.err;
		EXPECT_EQ(said.out.find('\033'), std::string::npos) << "no terminal, no escape sequences";
	});
}

TEST_F(DoctorCommand, SaysThatConntrackIsNotActive)
{
	const Namespace quiet;
	quiet.must("ip link set lo up");
	const auto said = doctor(quiet);
	EXPECT_EQ(said.exit_code, kFindings);
	EXPECT_THAT(said.out, HasSubstr("1. Conntrack is not active here"));
}

TEST_F(DoctorCommand, FindsTheNamespaceInTrouble)
{
	const Namespace quiet;
	quiet.must("ip link set lo up");
	const Ward ward;
	for (const Fill fill : {0.05, 0.5, 1.0})
		while_ill(ward, {&illness(all_, Cause::kSynFlood)}, fill, [&] {
			const auto said = doctor(quiet, {"--all-netns", "--json"});
			EXPECT_EQ(said.exit_code, kFindings) << said.err;
			const Json place = Json::parse(said.out).at("namespaces").at(0);
			EXPECT_EQ(place.at("namespace").at("name"), "namespace " + ward.host().name()) << fill;
			EXPECT_EQ(first_cause(place), "syn-flood") << fill;
		});
}

TEST_F(DoctorCommand, PointsToANeighbourWhoseTableIsFull)
{
	const Ward healthy, full;
	while_ill(full, {&illness(all_, Cause::kSynFlood)}, 1, [&] {
		const auto said = doctor(healthy.host());
		EXPECT_EQ(said.exit_code, kFindings);
		EXPECT_THAT(said.out, HasSubstr("The table of another namespace"));
		EXPECT_THAT(said.out, HasSubstr(full.host().name()));
	});
}

/// Whatever the fill: somebody writes over what was applied.
TEST_F(DoctorCommand, TellsOfAnotherWriterOfTheSettings)
{
	const Ward ward;
	const auto root = std::filesystem::temp_directory_path() / ward.host().name();
	const auto applied = ward.host().run({CTGATE_BINARY, "tune", "--root", root, "apply", "--yes", "udp_timeout=20",
					      "tcp_timeout_time_wait=30"});
	EXPECT_EQ(applied.exit_code, 0) << applied.err;
	EXPECT_EQ(doctor(ward.host(), {"--root", root}).out.find("Somebody else"), std::string::npos);
	ward.host().sysctl("net/netfilter/nf_conntrack_udp_timeout", 60);
	for (const Fill fill : {0.05, 0.5, 1.0})
		while_ill(ward, {}, fill, [&] {
			const auto said = doctor(ward.host(), {"--root", root, "--json"});
			EXPECT_EQ(said.exit_code, kFindings) << said.err;
			const Json place = Json::parse(said.out).at("namespaces").at(0);
			EXPECT_EQ(first_cause(place), "other-writer") << fill;
			EXPECT_THAT(place.dump(), HasSubstr("udp_timeout is 60, wanted 20 by ctgate tune"));
		});
	std::filesystem::remove_all(root);
}

TEST_F(DoctorCommand, SaysWhenItCouldNotLook)
{
	const Namespace host;
	const auto nobody =
		host.run({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", CTGATE_BINARY, "doctor"});
	EXPECT_EQ(nobody.exit_code, kCouldNotLook);
	EXPECT_THAT(nobody.err, HasSubstr("run it as root: sudo ctgate doctor"));

	const auto missing = doctor(host, {"--from", "/nowhere"});
	EXPECT_EQ(missing.exit_code, kCouldNotLook);
	EXPECT_EQ(missing.err, "ctgate: /nowhere cannot be read\n");

	const std::string text = R"({"schema": "ctgate/observation/1"})";
	const packet::TemporaryFile broken{{text.begin(), text.end()}};
	const auto refused = doctor(host, {"--from", broken.path()});
	EXPECT_EQ(refused.exit_code, kCouldNotLook);
	EXPECT_THAT(refused.err, HasSubstr("not an observation that ctgate doctor --save has written"));

	EXPECT_EQ(doctor(host, {"--interval", "soon"}).exit_code, kCouldNotLook);
	EXPECT_EQ(doctor(host, {"--save", "/nowhere/file"}).exit_code, kCouldNotLook);
}

} // namespace
} // namespace ctgate::e2e
