// SPDX-License-Identifier: MIT
// kill -9 at random moments of every command that changes or reads, and two that change at once.
#include "tests/e2e/no_gap/fixture.hpp"

#include <atomic>
#include <random>
#include <thread>

namespace ctgate::e2e
{
namespace
{

using Clock = std::chrono::steady_clock;

class Killed : public NoGap
{
protected:
	/// Kills each of these commands so often, at moments that are spread over the time that it takes.
	void kill_each(const std::string& what, const std::vector<Words>& commands, std::size_t each)
	{
		std::size_t hit = 0;
		under_flood({.what = what,
			     .times = commands.size() * each,
			     .step = [&](std::size_t number) { hit += kill_once(commands[number % commands.size()]); },
			     .state = [&] { return fmt::format("{} were hit; the next command works", hit); }});
		EXPECT_GT(hit, 0u);
		for (const char* set : {"deny", "allow"})
			bed_->ctgate({set, "load", "--empty"});
		expect_all_well();
	}

private:
	bool kill_once(const Words& command)
	{
		auto& takes = takes_[command];
		if (takes == Clock::duration{}) {
			const auto start = Clock::now();
			(void)bed_->ctgate(command);
			takes = Clock::now() - start;
		}
		const std::chrono::duration<double> after = moment_(random_) * takes;
		Words killed{"timeout", "--signal=KILL", fmt::format("{:.4f}", after.count()), CTGATE_BINARY};
		killed.insert(killed.end(), command.begin(), command.end());
		return bed_->host().run(killed).exit_code == kKilled;
	}

	std::map<Words, Clock::duration> takes_;
	std::mt19937 random_{4711};
	std::uniform_real_distribution<> moment_{0, 1};
};

TEST_F(Killed, CommandsThatChangeLeaveNoGap)
{
	write_files(Files::kNew);
	kill_each("kill -9 of commands that change, at random moments",
		  {{"limit", "set", "dns", "--rate", "2000/s"},
		   {"limit", "set", "syn", "--source-burst", "60"},
		   {"reason", "set", "tcp_flags_syn_fin", "off"},
		   {"deny", "add", "192.0.2.0/24"},
		   {"deny", "del", "192.0.2.0/24"},
		   {"allow", "add", "192.0.2.0/28"},
		   {"allow", "del", "192.0.2.0/28"},
		   {"upgrade"},
		   {"disarm", "spare0"},
		   {"arm", "spare0"},
		   {"attach", "gate0"},
		   rooted({"apply"}),
		   rooted({"limit", "set", "dns", "--rate", "3000/s", "--save"})},
		  this_often(2, 20));
}

TEST_F(Killed, CommandsThatReadLeaveNoGap)
{
	kill_each("kill -9 of commands that read, at random moments",
		  {{"status"},
		   {"drops"},
		   {"config", "show"},
		   {"deny", "list"},
		   {"why", "--tcp", "198.51.100.1:40000", "203.0.113.1:80"},
		   {"selftest"},
		   {"doctor"},
		   rooted({"config", "diff"})},
		  this_often(2, 20));
}

TEST_F(NoGap, HoldsWhileTwoWrite)
{
	std::atomic<std::size_t> succeeded = 0, told = 0;
	const auto write = [&](std::size_t writer, std::size_t number) {
		const auto finished = bed_->ctgate(
			{"limit", "set", writer ? "dns" : "syn", "--rate", fmt::format("{}/s", 1'000 + number)});
		if (finished.exit_code == 0)
			++succeeded;
		else if (finished.err.find("another ctgate is changing") != std::string::npos)
			++told;
		else
			ADD_FAILURE() << finished.err;
	};
	under_flood({.what = "two writers at once",
		     .times = this_often(12, 100),
		     .step =
			     [&](std::size_t number) {
				     std::jthread one{write, 0, number}, other{write, 1, number};
			     },
		     .state =
			     [&] {
				     return fmt::format("{} changed it, {} were told that another one was at work",
							succeeded.load(), told.load());
			     }});
	EXPECT_EQ(succeeded + told, 2 * this_often(12, 100));
	EXPECT_GE(succeeded, this_often(12, 100)) << "of two, one at least must get through";
	expect_all_well();
}

} // namespace
} // namespace ctgate::e2e
