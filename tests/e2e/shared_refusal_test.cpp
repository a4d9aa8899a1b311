// SPDX-License-Identifier: MIT
// Where the kernel has no freplace: a sentence, and nothing on the interface; libxdp would take it for one program.
#include "loader/shared/freplace.hpp"
#include "tests/e2e/config_fixture.hpp"

namespace ctgate::e2e
{
namespace
{

class SharedRefusal : public ConfigCommand
{
protected:
	void SetUp() override
	{
		ConfigCommand::SetUp();
		if (!IsSkipped() && require_freplace())
			GTEST_SKIP() << "this kernel has freplace";
	}
};

TEST_F(SharedRefusal, IsASentenceAndNothingIsAttached)
{
	for (const char* mode : {"native", "generic"})
		expect_refused(*bed_, {"attach", "gate0", "--shared", "--mode", mode}, 1,
			       {"does not let one program replace a function of another", "leave out --shared"});
	EXPECT_THAT(bed_->host().run({"ip", "-details", "link", "show", "dev", "gate0"}).out,
		    testing::Not(testing::HasSubstr("xdp")));
}

TEST_F(SharedRefusal, IsFoundOutBeforeAnyInterfaceIsTouched)
{
	bed_->host().must("ip link add spare0 type veth peer name spare1");
	write(kMain, "[interface.gate0]\n[interface.spare0]\nattachment = \"shared\"\n");
	refused({"apply"}, 1, {"does not let one program replace a function of another"});
}

TEST_F(SharedRefusal, AFilterThatStandsAloneIsKept)
{
	bed_->ctgate_done({"attach", "gate0"});
	expect_refused(*bed_, {"attach", "gate0", "--shared"}, 1,
		       {"gate0 has its filter already", "exclusive", "detach it first"});
	write(kMain, "[interface.gate0]\nattachment = \"shared\"\n");
	refused({"apply"}, 1, {"gate0 has its filter with attachment exclusive, and the files say shared"});
}

TEST_F(SharedRefusal, NamesAPriorityThatIsNone)
{
	expect_refused(*bed_, {"attach", "gate0", "--priority", "5"}, 2, {"--priority requires --shared"});
	for (const char* wrong : {"x", "-1", "65536", "1.5", ""})
		expect_refused(*bed_, {"attach", "gate0", "--shared", "--priority", wrong}, 2,
			       {"is not a priority", "from 0 to 65535"});
}

} // namespace
} // namespace ctgate::e2e
