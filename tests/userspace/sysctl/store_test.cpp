// SPDX-License-Identifier: MIT
// Apply and undo on a machine of files: all or nothing, and back to the last byte.
#include "userspace/sysctl/store.hpp"

#include "tests/userspace/sysctl/machine.hpp"
#include "userspace/sysctl/drift.hpp"

#include <gmock/gmock.h>

#include <sys/stat.h>

namespace ctgate::sysctl
{
namespace
{

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kSysctlFile = "root/etc/sysctl.d/60-ctgate-conntrack.conf";
constexpr const char* kModulesFile = "root/etc/modules-load.d/ctgate-conntrack.conf";

Plan plan(const Machine& machine, const std::vector<std::string>& settings, const std::string& profile = "")
{
	return Plan::make(machine.host(), Wish::parse(profile, settings).value()).value();
}

Result<Record> apply(const Machine& machine, const std::vector<std::string>& settings, const std::string& profile = "")
{
	return sysctl::apply(machine.paths(), machine.host(), plan(machine, settings, profile), "ctgate tune apply");
}

void undo(const Machine& machine)
{
	const auto record = Record::read(machine.paths()).value();
	ASSERT_TRUE(record);
	const auto done = sysctl::undo(machine.paths(), *record);
	ASSERT_TRUE(done) << done.error().message();
}

TEST(Store, ApplyWritesValuesAndTheFileForTheNextBoot)
{
	const Machine machine;
	const Plan web = plan(machine, {}, "web");
	ASSERT_TRUE(apply(machine, {}, "web"));
	for (const Change& change : web.changes)
		EXPECT_EQ(machine.get(change.setting->name), change.proposed) << change.setting->name;
	const auto at_boot = read_boot_files(machine.paths());
	ASSERT_EQ(at_boot.size(), web.changes.size());
	for (const Change& change : web.changes)
		EXPECT_EQ(winner(at_boot, change.setting->name)->value, fmt::format("{}", change.proposed));
	EXPECT_FALSE(machine.files().contains(kModulesFile)) << "conntrack is built in";
}

TEST(Store, UndoLeavesEveryByteAsItWas)
{
	const Machine machine;
	const auto before = machine.files();
	for (const char* profile : {"dns", "web", "nat"}) {
		ASSERT_TRUE(apply(machine, {}, profile));
		EXPECT_NE(machine.files(), before);
		undo(machine);
		EXPECT_EQ(machine.files(), before) << profile;
	}
}

TEST(Store, UndoGoesBackBeforeTheFirstOfSeveralApplies)
{
	const Machine machine;
	const auto before = machine.files();
	ASSERT_TRUE(apply(machine, {}, "nat"));
	ASSERT_TRUE(apply(machine, {"udp_timeout=25", "udp_timeout_stream=90"}));
	ASSERT_TRUE(apply(machine, {}, "dns"));
	EXPECT_EQ(machine.get("udp_timeout"), 10);
	EXPECT_THAT(machine.files().at(kSysctlFile), HasSubstr("tcp_timeout_established = 7920"));
	undo(machine);
	EXPECT_EQ(machine.files(), before);
}

TEST(Store, AFileThatWasThereBeforeComesBack)
{
	const Machine machine;
	machine.write("sys/module/nf_conntrack/initstate", "live\n");
	machine.write(kSysctlFile, "# an older one, without an end of line");
	machine.write(kModulesFile, "nf_conntrack_ftp\n");
	::chmod(machine.paths().sysctl_file().c_str(), 0600);
	const auto before = machine.files();
	ASSERT_TRUE(apply(machine, {"max=1048576"}));
	EXPECT_THAT(machine.files().at(kModulesFile), HasSubstr("\nnf_conntrack\n"));
	ASSERT_TRUE(apply(machine, {"max=2097152"}));
	undo(machine);
	EXPECT_EQ(machine.files(), before);
}

TEST(Store, WhatCannotBeAppliedWholeIsNotAppliedAtAll)
{
	const Machine machine;
	fs::create_directories(machine.paths().sysctl_file().native() + ".new/in the way");
	const auto before = machine.files();
	const auto record = apply(machine, {}, "web");
	ASSERT_FALSE(record);
	EXPECT_THAT(record.error().message(), HasSubstr("what was written before is put back"));
	EXPECT_EQ(machine.files(), before);
}

TEST(Store, AFailedUndoLeavesWhatWasApplied)
{
	const Machine machine;
	machine.write(kSysctlFile, "# before\n");
	ASSERT_TRUE(apply(machine, {"udp_timeout=20", "icmp_timeout=10"}));
	fs::create_directories(machine.paths().sysctl_file().native() + ".new/in the way");
	const auto applied = machine.files();
	const auto done = sysctl::undo(machine.paths(), *Record::read(machine.paths()).value());
	ASSERT_FALSE(done);
	EXPECT_THAT(done.error().message(), HasSubstr("put back"));
	EXPECT_EQ(machine.files(), applied);
}

TEST(Store, APlanThatIsNoLongerTrueIsNotApplied)
{
	const Machine machine;
	const Host host = machine.host();
	const Plan made = plan(machine, {"udp_timeout=20"});
	machine.set("udp_timeout", 45);
	const auto record = sysctl::apply(machine.paths(), host, made, "");
	ASSERT_FALSE(record);
	EXPECT_THAT(record.error().message(), HasSubstr("look at the plan again"));
	EXPECT_EQ(machine.get("udp_timeout"), 45);
}

TEST(Store, ALinkInThePlaceOfItsFileIsNotReplaced)
{
	const Machine machine;
	fs::create_directories(machine.paths().sysctl_file().parent_path());
	fs::create_symlink("/dev/null", machine.paths().sysctl_file());
	const auto record = apply(machine, {"udp_timeout=20"});
	ASSERT_FALSE(record);
	EXPECT_THAT(record.error().message(), HasSubstr("no regular file"));
	EXPECT_EQ(machine.get("udp_timeout"), 30);
	EXPECT_TRUE(fs::is_symlink(machine.paths().sysctl_file()));
}

TEST(Store, ADamagedRecordIsNotOverwritten)
{
	const Machine machine;
	for (const char* text : {"", "{}", "[1]", "{\"schema\": \"ctgate/tune-record/9\"}"}) {
		machine.write("root/var/lib/ctgate/tune.json", text);
		const auto record = apply(machine, {"udp_timeout=20"});
		ASSERT_FALSE(record) << text;
		EXPECT_THAT(record.error().message(), HasSubstr("cannot be understood"));
	}
	EXPECT_EQ(machine.get("udp_timeout"), 30);
}

TEST(Drift, IsNothingRightAfterApply)
{
	const Machine machine;
	EXPECT_FALSE(Drift::find(machine.paths())) << "nothing was applied";
	ASSERT_TRUE(apply(machine, {}, "web"));
	const auto drift = Drift::find(machine.paths()).value();
	EXPECT_EQ(drift.count(), 0u);
	EXPECT_TRUE(drift.same_boot);
}

TEST(Drift, TellsValuesFilesAndWhoWinsAtBoot)
{
	const Machine machine;
	ASSERT_TRUE(apply(machine, {"udp_timeout=20", "icmp_timeout=10"}));
	machine.set("udp_timeout", 45);
	machine.write(kSysctlFile, "# emptied\n");
	machine.write("root/etc/sysctl.d/50-early.conf", "net.netfilter.nf_conntrack_icmp_timeout = 7\n");
	machine.write("root/etc/sysctl.conf", "net.netfilter.nf_conntrack_icmp_timeout = 8\n"
					      "net.netfilter.nf_conntrack_generic_timeout = 9\n");
	machine.write("proc/sys/kernel/random/boot_id", "another\n");
	const auto drift = Drift::find(machine.paths()).value();
	EXPECT_EQ(drift.values[0].now, 45);
	EXPECT_TRUE(drift.values[0].moved());
	EXPECT_FALSE(drift.values[1].moved());
	EXPECT_EQ(drift.files.at(0).content, Drift::Content::kChanged);
	ASSERT_EQ(drift.rivals.size(), 2u) << "generic_timeout is not ours";
	EXPECT_FALSE(drift.rivals[0].wins);
	EXPECT_TRUE(drift.rivals[1].wins);
	EXPECT_FALSE(drift.same_boot);
	EXPECT_EQ(drift.count(), 3u);
}

} // namespace
} // namespace ctgate::sysctl
