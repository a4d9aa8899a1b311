// SPDX-License-Identifier: MIT
// `attach` and `apply` die at each of their system calls, and each of their system calls fails: afterwards all is as
// before or all is as wanted, and the operator is told which.
#include "tests/e2e/no_gap/fault.hpp"
#include "tests/e2e/no_gap/fixture.hpp"

namespace ctgate::e2e
{
namespace
{

constexpr std::size_t kFaultsAlways = 12;
/// All calls take a quarter of an hour; at the highest rate, three times as long.
constexpr std::uint64_t kPerSecondOfAll = 20'000;

/// An error that the call may give.
std::string error_of(const Call& call)
{
	static const std::map<std::string, std::string> errors{
		{"openat", "EMFILE"},  {"socket", "EMFILE"},    {"fcntl", "EMFILE"}, {"dup3", "EMFILE"},
		{"mkdir", "ENOSPC"},   {"rename", "ENOSPC"},    {"write", "ENOSPC"}, {"fsync", "ENOSPC"},
		{"flock", "ENOLCK"},   {"renameat2", "EACCES"}, {"rmdir", "EACCES"}, {"unlink", "EACCES"},
		{"sendto", "ENOBUFS"}, {"unlinkat", "EACCES"}};
	const auto found = errors.find(call.name);
	return found == errors.end() ? "ENOMEM" : found->second;
}

/// An error of what comes after: of a file for the next boot, of printing the result.
bool says_that_it_is_done(const Finished& finished)
{
	return finished.err.find("it is in force, but") != std::string::npos ||
	       finished.err.find("says what is in force") != std::string::npos;
}

class Fault : public NoGap
{
protected:
	/// A command that changes something, and the one that takes it back.
	struct Scene {
		std::string name;
		Words command;
		std::function<void()> undo;
	};

	Scene apply()
	{
		write_files(Files::kNew);
		return {.name = "apply", .command = ctgate(rooted({"apply"})), .undo = [&] {
				if (visible() == before_)
					return;
				write_files(Files::kOld);
				done({"apply"});
				write_files(Files::kNew);
			}};
	}
	Scene attach()
	{
		bed_->host().must("ip link add fresh0 type veth peer name fresh0-peer\nip link set fresh0 up");
		return {.name = "attach", .command = ctgate({"attach", "fresh0"}), .undo = [&] {
				bed_->ctgate({"detach", "fresh0"});
			}};
	}

	void kill_at_each_call(Scene scene)
	{
		at_each_call(fmt::format("kill -9 of {} at a system call", scene.name), scene, [&](const Call& call) {
			const Finished finished = killed_at(bed_->host(), scene.command, call);
			EXPECT_EQ(finished.exit_code, kKilled) << finished.err;
			const std::string now = visible();
			EXPECT_THAT(now, testing::AnyOf(before_, after_)) << "neither before nor after";
			return now;
		});
	}

	void fail_at_each_call(Scene scene)
	{
		at_each_call(
			fmt::format("an error from a system call of {}", scene.name), scene, [&](const Call& call) {
				const Finished finished = failing_at(bed_->host(), scene.command, call, error_of(call));
				const std::string now = visible();
				const bool is_told = says_that_it_is_done(finished);
				EXPECT_EQ(now, finished.exit_code == 0 || is_told ? after_ : before_)
					<< finished.exit_code << ' ' << finished.err;
				if (finished.exit_code != 0)
					expect_one_sentence(finished);
				return now;
			});
	}

private:
	static Words ctgate(Words arguments)
	{
		arguments.insert(arguments.begin(), CTGATE_BINARY);
		return arguments;
	}

	/// All in the full run; the others show most where something changes.
	std::vector<Call> calls_to_try(const Words& command) const
	{
		auto calls = calls_of(bed_->host(), command);
		if (this_often(0, 1) == 0)
			std::erase_if(calls, [](const Call& call) { return call.effect == Effect::kReads; });
		std::vector<Call> tried;
		for (const std::size_t number : chosen(calls.size(), kFaultsAlways))
			tried.push_back(calls[number - 1]);
		return tried;
	}

	void at_each_call(const std::string& what, const Scene& scene,
			  const std::function<std::string(const Call&)>& try_it)
	{
		before_ = visible();
		const auto calls = calls_to_try(scene.command);
		after_ = visible();
		ASSERT_NE(before_, after_);
		scene.undo();
		ASSERT_EQ(visible(), before_);
		std::size_t changed = 0;
		under_flood({.what = what,
			     .times = calls.size(),
			     .step =
				     [&](std::size_t step) {
					     const Call& call = calls[step];
					     SCOPED_TRACE(fmt::format("{} {}", call.name, call.number));
					     changed += try_it(call) != before_;
					     scene.undo();
				     },
			     .state =
				     [&] {
					     return fmt::format("{} as before, {} as wanted", calls.size() - changed,
								changed);
				     },
			     .per_second = this_often(kMoreThanAnyMachineSends, kPerSecondOfAll)});
		expect_all_well();
	}

	std::string before_, after_;
};

TEST_F(Fault, ApplyDiesAtACall)
{
	kill_at_each_call(apply());
}

TEST_F(Fault, AttachDiesAtACall)
{
	kill_at_each_call(attach());
}

TEST_F(Fault, ApplyMeetsAnError)
{
	fail_at_each_call(apply());
}

TEST_F(Fault, AttachMeetsAnError)
{
	fail_at_each_call(attach());
}

} // namespace
} // namespace ctgate::e2e
