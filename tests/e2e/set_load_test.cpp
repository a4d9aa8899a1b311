// SPDX-License-Identifier: MIT
// The allow set and the deny set as a whole: files, swaps, and who shares them.
#include "loader/sets/sets.hpp"
#include "tests/e2e/flood.hpp"
#include "tests/e2e/set_fixture.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <bpf/bpf.h>

#include <thread>

namespace ctgate::e2e
{
namespace
{

using testing::HasSubstr;

/// Bytes of the program after the verifier took out what it does not need.
std::uint32_t program_size(const Filter& filter)
{
	const auto program = Program::running(filter.program_id());
	bpf_prog_info info{};
	std::uint32_t size = sizeof(info);
	::bpf_obj_get_info_by_fd(program.value().fd(), &info, &size);
	return info.xlated_prog_len;
}

TEST_F(SetCommand, ListIsAFileThatLoadTakes)
{
	done({"deny", "add", "198.51.100.0/24", "2001:db8::/32", "--for", "3d", "--why", "a # in it"});
	done({"deny", "add", "192.0.2.9"});
	const std::string listed = done({"deny", "list"});
	const auto file = text_file(listed);
	EXPECT_EQ(done({"deny", "load", "--empty"}), "deny: 0 prefixes (was 3)\n");
	EXPECT_TRUE(passes(kDenied));
	EXPECT_EQ(done({"deny", "load", file.path()}), "deny: 3 prefixes (was 0)\n");
	EXPECT_EQ(done({"deny", "list"}), listed);
	EXPECT_TRUE(is_denied(kDenied));
	const auto json = nlohmann::json::parse(done({"deny", "list", "--json"}));
	EXPECT_EQ(json["schema"], "ctgate/set/1");
	EXPECT_EQ(json["prefixes"][1]["prefix"], "198.51.100.0/24");
	EXPECT_EQ(json["prefixes"][1]["why"], "a # in it");
}

TEST_F(SetCommand, LoadReplacesTheWholeSetAndLeavesTheOtherAlone)
{
	done({"deny", "add", kDenied});
	done({"allow", "add", "192.0.2.9"});
	const auto file = text_file("203.0.113.9\n203.0.113.9/32 # again\n198.51.100.9 until 2001-01-01T00:00:00Z\n");
	EXPECT_EQ(done({"deny", "load", file.path()}), "deny: 1 prefix (was 1); 1 lines repeated a prefix, the last "
						       "one counts; 1 left out, their time is over\n");
	EXPECT_TRUE(passes(kDenied));
	EXPECT_TRUE(is_denied("203.0.113.9"));
	EXPECT_THAT(done({"allow", "list"}), HasSubstr("\n192.0.2.9\n"));
}

/// Both files deny the source of the flood, each with other prefixes around it.
TEST_F(SetCommand, NotOnePacketPassesBetweenTwoSets)
{
	const auto narrow = text_file("198.51.100.1\n"), wide = text_file("198.51.100.0/24\n2001:db8::/32\n");
	done({"deny", "load", narrow.path()});
	const Wire wire = bed_->wire();
	const auto frame = from(kDenied);
	const auto before = counters_of(bed_->filter()).passed.packets;
	Flood flood{100'000, [&](int, std::uint64_t packets) {
			    std::uint64_t sent = 0;
			    while (sent < packets && wire.offer(frame))
				    ++sent;
			    return sent;
		    }};
	for (int i = 0; i < 20; ++i)
		done({"deny", "load", (i % 2 ? narrow : wide).path()});
	const auto offered = flood.stop();
	EXPECT_GT(offered, 20'000u);
	EXPECT_TRUE(
		eventually([&] { return counters_of(bed_->filter()).dropped[CTG_PREFIX_DENIED].packets >= offered; }));
	EXPECT_EQ(counters_of(bed_->filter()).passed.packets, before);
}

TEST_F(SetCommand, AMillionPrefixesAreLoadedFoundAndListed)
{
	constexpr std::uint32_t kPrefixes = 1'000'000, kFirst = 10u << 24, kStep = 7;
	std::string text;
	for (std::uint32_t i = 0; i < kPrefixes; ++i) {
		const std::uint32_t address = kFirst + i * kStep;
		text += fmt::format("{}.{}.{}.{}\n", address >> 24, address >> 16 & 0xff, address >> 8 & 0xff,
				    address & 0xff);
	}
	const auto file = text_file(text);
	EXPECT_EQ(done({"deny", "load", file.path()}), "deny: 1000000 prefixes (was 0)\n");
	for (const char* in : {"10.0.0.0", "10.0.0.7", "10.106.207.185"}) // the last is 10.0.0.0 + 999,999 * 7
		EXPECT_TRUE(is_denied(in)) << in;
	for (const char* out : {"10.0.0.1", "10.0.0.6", "10.106.207.184", "10.106.207.186"})
		EXPECT_TRUE(passes(out)) << out;
	const std::string listed = done({"deny", "list"});
	EXPECT_EQ(std::ranges::count(listed, '\n'), kPrefixes + 1);
}

TEST_F(SetCommand, EmptySetsAreNotInTheProgram)
{
	const auto empty = program_size(bed_->filter());
	done({"deny", "add", kDenied});
	EXPECT_NE(program_size(bed_->filter()), empty) << "it asks the set, and no longer takes the short way";
	done({"deny", "del", kDenied});
	EXPECT_EQ(program_size(bed_->filter()), empty);
	done({"allow", "add", kDenied});
	EXPECT_NE(program_size(bed_->filter()), empty);
	done({"allow", "load", "--empty"});
	EXPECT_EQ(program_size(bed_->filter()), empty);
}

TEST_F(SetCommand, SetsAreSharedByTheInterfacesOfANamespaceAndNoOther)
{
	bed_->host().must("ip link add gate1 type veth peer name gate2");
	done({"deny", "add", kDenied});
	done({"attach", "gate1"});
	EXPECT_THAT(done({"status", "gate1"}), HasSubstr("deny: IPv4"));
	done({"detach", bed_->interface()});
	EXPECT_THAT(done({"deny", "list"}), HasSubstr("# deny: 1 prefix;"));
	done({"detach", "gate1"});
	EXPECT_EQ(bed_->ctgate({"deny", "list"}).exit_code, 3) << "the last filter takes the sets with it";

	const Testbed other;
	other.ctgate_done({"attach", other.interface()});
	EXPECT_THAT(other.ctgate_done({"deny", "list"}), HasSubstr("# deny: 0 prefixes"));
}

TEST_F(SetCommand, InterfacesThatAreAttachedAtTheSameMomentShareTheSets)
{
	constexpr int kInterfaces = 6;
	done({"detach", bed_->interface()});
	for (int i = 0; i < kInterfaces; ++i)
		bed_->host().must(fmt::format("ip link add at{0} type veth peer name to{0}", i));
	std::vector<std::thread> threads;
	std::vector<Finished> finished(kInterfaces);
	for (int i = 0; i < kInterfaces; ++i)
		threads.emplace_back([&, i] { finished[i] = bed_->ctgate({"attach", fmt::format("at{}", i)}); });
	for (auto& thread : threads)
		thread.join();
	for (const auto& one : finished)
		EXPECT_EQ(one.exit_code, 0) << one.err;
	done({"deny", "add", kDenied});
	const auto status = nlohmann::json::parse(done({"status", "--json"}));
	for (const auto& interface : status["interfaces"]) {
		EXPECT_EQ(interface["sets"]["deny"], nlohmann::json::array({"ipv4"})) << interface["interface"];
		EXPECT_EQ(interface["sets"]["in_force"], true);
	}
}

TEST_F(SetCommand, AChangeThatWasCutShortIsToldAndTheNextOneHealsIt)
{
	done({"deny", "add", kDenied});
	bed_->host().inside([] { // as far as a `load --empty` comes that is killed before it swaps the programs
		const auto sets = Sets::hold();
		constexpr ctg_set kDeny = CTG_SET_DENY;
		const auto next = sets.value().successor({&kDeny, 1});
		ASSERT_TRUE(sets->exchange(next.value()));
	});
	EXPECT_TRUE(is_denied(kDenied)) << "the set that was in force";
	EXPECT_THAT(done({"status"}), HasSubstr("a change of the sets was cut short"));
	done({"reason", "set", "ip_fragment", "monitor"});
	EXPECT_THAT(done({"status"}), testing::Not(HasSubstr("cut short")));
	EXPECT_TRUE(passes(kDenied));
	done({"deny", "load", "--empty"});
	EXPECT_FALSE(std::filesystem::exists(pin_directory(*bed_, bed_->interface()).parent_path() / ":sets-next"));
}

} // namespace
} // namespace ctgate::e2e
