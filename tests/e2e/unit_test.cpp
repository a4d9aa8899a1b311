// SPDX-License-Identifier: MIT
// What systemd's units and the container run again and again, beside an operator who changes things by hand.
#include "tests/e2e/config_fixture.hpp"

namespace ctgate::e2e
{
namespace
{

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kDisarmed = "gate0: DISARMED";
constexpr const char* kArmed = "gate0: armed";

class Unit : public ConfigCommand
{
protected:
	std::string status() const { return bed_->ctgate_done({"status"}); }
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

} // namespace
} // namespace ctgate::e2e
