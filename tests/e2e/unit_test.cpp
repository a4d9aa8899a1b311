// SPDX-License-Identifier: MIT
// What systemd's units and the container run again and again, beside an operator who changes things by hand.
#include "tests/e2e/config_fixture.hpp"

namespace ctgate::e2e
{
namespace
{

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kDisarmed = "gate0: DISARMED";
constexpr const char* kArmed = "gate0: armed";

class Unit : public ConfigCommand
{
protected:
	std::string status() const { return bed_->ctgate_done({"status"}); }
	void add(const std::string& interface) const
	{
		bed_->host().must("ip link add " + interface + " type veth peer name other" + interface);
	}
};

TEST_F(Unit, KeepsDisarmedWhatWasDisarmedByHand)
{
	bed_->ctgate_done({"attach", "gate0"});
	bed_->ctgate_done({"disarm", "gate0"});
	const Finished kept = bed_->ctgate({"attach", "--keep", "--", "gate0"});
	EXPECT_EQ(kept.exit_code, 0) << kept.err;
	EXPECT_THAT(kept.out, AllOf(HasSubstr("its configuration was kept"), HasSubstr(kDisarmed)));
	EXPECT_THAT(kept.err, HasSubstr("gate0 is disarmed, and stays so; to change it: ctgate arm gate0"));
	EXPECT_THAT(status(), HasSubstr(kDisarmed));
}

TEST_F(Unit, KeepsArmedWhatWasArmedByHand)
{
	bed_->ctgate_done({"attach", "gate0", "--disarmed"});
	bed_->ctgate_done({"arm", "gate0"});
	const Finished kept = bed_->ctgate({"attach", "--keep", "--disarmed", "--", "gate0"});
	EXPECT_EQ(kept.exit_code, 0) << kept.err;
	EXPECT_THAT(kept.err, HasSubstr("gate0 is armed, and stays so; to change it: ctgate disarm gate0"));
	EXPECT_THAT(status(), HasSubstr(kArmed));
}

TEST_F(Unit, AttachesAsAskedWhereNothingStands)
{
	bed_->ctgate_done({"attach", "--keep", "--disarmed", "gate0"});
	EXPECT_THAT(status(), HasSubstr(kDisarmed));
}

TEST_F(Unit, DoesNotKeepAnotherMode)
{
	bed_->ctgate_done({"attach", "gate0"});
	expect_refused(*bed_, {"attach", "--keep", "--mode", "generic", "gate0"}, 1, {"gate0", "detach it first"});
}

TEST_F(Unit, GivesANewcomerWhatWasAppliedLast)
{
	write(kMain, "[interface.\"gate*\"]\nlimits.dns.rate = \"7/s\"\n");
	done({"apply"});
	write(kMain, "[interface.\"gate*\"]\nlimits.dns.rate = \"8/s\"\n[half a thought");
	add("gate7");
	EXPECT_EQ(done({"apply", "--newcomer", "gate7"}), "gate7: attached, as applied last\n");
	EXPECT_THAT(bed_->ctgate_done({"status", "gate7"}), HasSubstr("7/s drop"));
	EXPECT_EQ(done({"apply", "--newcomer", "gate7"}), "");
}

TEST_F(Unit, LeavesAllElseAsAHandMadeIt)
{
	write(kMain, "[interface.\"gate*\"]\n[sets.deny]\nprefixes = [\"198.51.100.0/24\"]\n");
	done({"apply"});
	bed_->ctgate_done({"disarm", "gate0"});
	bed_->ctgate_done({"deny", "del", "198.51.100.0/24"});
	add("gate7");
	done({"apply", "--newcomer", "gate7"});
	EXPECT_THAT(status(), AllOf(HasSubstr(kDisarmed), HasSubstr("gate7: armed")));
	EXPECT_THAT(bed_->ctgate_done({"deny", "list"}), Not(HasSubstr("198.51.100.0/24")));
}

TEST_F(Unit, FillsTheSetsForTheFirstNewcomer)
{
	write(kMain, "[interface.\"gate*\"]\n[sets.deny]\nprefixes = [\"198.51.100.0/24\"]\n");
	done({"apply"});
	bed_->ctgate_done({"detach", "--all"});
	done({"apply", "--newcomer", "gate0"});
	EXPECT_THAT(bed_->ctgate_done({"deny", "list"}), HasSubstr("198.51.100.0/24"));
}

TEST_F(Unit, HasNothingForAStranger)
{
	add("lan7");
	EXPECT_EQ(done({"apply", "--newcomer", "lan7"}), "") << "nothing was applied yet";
	write(kMain, "[interface.\"gate*\"]\n");
	done({"apply"});
	EXPECT_EQ(done({"apply", "--newcomer", "lan7"}), "");
	EXPECT_EQ(bed_->ctgate({"status", "lan7"}).exit_code, 3);
	refused({"apply", "--newcomer", "nosuch7"}, 1, {"nosuch7"});
}

} // namespace
} // namespace ctgate::e2e
