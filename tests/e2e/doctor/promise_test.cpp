// SPDX-License-Identifier: MIT
// What the doctor promises that a remedy frees, and what it then frees: by the kernel's own count.
#include "tests/e2e/doctor/examination.hpp"
#include "tests/e2e/doctor/small_table.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

namespace ctgate::e2e
{
namespace
{

constexpr double kWithin = 0.1;
constexpr std::string_view kRelief = "ctgate relieve ";

class Promise : public SmallTable
{
protected:
	/// The n-th relief of what is found first; false when it has no more.
	static bool keep_promise(const Ward& ward, std::size_t number)
	{
		const doctor::Finding finding = examine(ward).findings.at(0);
		for (const doctor::Remedy& remedy : finding.remedies) {
			if (!remedy.command.starts_with(kRelief) || remedy.frees == 0 || number-- > 0)
				continue;
			const std::uint64_t before = ward.entries();
			ward.host().must(CTGATE_BINARY + remedy.command.substr(std::string_view{"ctgate"}.size()) +
					 " --yes");
			const auto freed = static_cast<double>(before - std::min(before, ward.entries()));
			const auto promised = static_cast<double>(remedy.frees);
			fmt::print("{:<14} {:<56} {:>9.0f} {:>8.0f} {:>+6.1f} %\n", name_of(finding.cause),
				   remedy.command, promised, freed, 100 * (freed - promised) / promised);
			EXPECT_LE(std::abs(freed - promised), kWithin * promised) << remedy.command;
			return true;
		}
		return false;
	}
};

TEST_F(Promise, IsKept)
{
	const Ward ward;
	std::size_t reliefs = 0;
	fmt::print("{:<14} {:<56} {:>9} {:>8}\n", "cause", "remedy", "promised", "freed");
	for (const Illness& illness : illnesses()) {
		bool more = true;
		for (std::size_t number = 0; more; ++number) {
			while_ill(ward, {&illness}, 1, [&] { more = keep_promise(ward, number); });
			reliefs += more;
		}
	}
	EXPECT_GE(reliefs, 10U);
}

/// Lowering a timeout frees nothing: the entries keep what they were given, and the doctor knows them by that.
TEST_F(Promise, IsKeptForWhatIsFromBeforeATimeoutWasLowered)
{
	const Ward ward;
	ward.host().sysctl("net/netfilter/nf_conntrack_tcp_timeout_established", 3600);
	while_ill(ward, {&illness(illnesses(), doctor::Cause::kLongLived)}, 0.5, [&] {
		EXPECT_TRUE(keep_promise(ward, 0));
		EXPECT_LT(ward.entries(), kMax / 10);
	});
}

} // namespace
} // namespace ctgate::e2e
