// SPDX-License-Identifier: MIT
#include "tests/bench/contest.hpp"

#include <algorithm>
#include <thread>

namespace ctgate::bench
{
namespace
{

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kProbe = 2'000;        ///< frames that show whether a system does what it should
constexpr std::uint32_t kTrial = 20'000;       ///< frames that show how long a turn is
constexpr std::chrono::milliseconds kPause{1}; ///< between two looks whether all has arrived

/// One system on its stage.
class Trial
{
public:
	static Result<Trial> begin(const System& system, const Traffic& attack, Generator& generator)
	{
		auto stage = Stage::build();
		if (!stage)
			return error_of(stage);
		Trial trial{system, attack, generator, std::move(*stage)};
		if (auto stands = system.stand(trial.stage_); !stands)
			return error_of(stands);
		if (auto probed = trial.turn(kProbe); !probed)
			return error_of(probed);
		if (system.prove)
			if (auto proven = system.prove(); !proven)
				return error_of(proven);
		return trial;
	}

	/// Packets a second. An error when the system did not judge every packet as it should.
	Result<double> turn(std::uint32_t frames)
	{
		if (auto inside = stage_.enter(); !inside)
			return error_of(inside);
		if (auto aimed = generator_->aim_at(stage_); !aimed)
			return error_of(aimed);
		const auto before = tally();
		if (!before)
			return error_of(before);
		const auto taken = generator_->send(*attack_, frames);
		if (!taken)
			return error_of(taken);
		const auto after = settled();
		if (!after)
			return error_of(after);
		const Seen seen = after->seen - before->seen;
		if (auto right = check(seen, after->judged - before->judged); !right)
			return error_of(right);
		return static_cast<double>(seen.taken_in) / taken->count();
	}

private:
	Trial(const System& system, const Traffic& attack, Generator& generator, Stage stage)
	    : system_{&system}, attack_{&attack}, generator_{&generator}, stage_{std::move(stage)}, began_{Clock::now()}
	{
	}

	struct Tally {
		Seen seen;
		std::uint64_t judged;
	};

	Result<Tally> tally() const
	{
		const auto seen = stage_.seen();
		if (!seen)
			return error_of(seen);
		const auto judged = system_->judged();
		if (!judged)
			return error_of(judged);
		return Tally{.seen = *seen, .judged = *judged};
	}

	/// Once the driver has nothing left: it may have gone on in ksoftirqd.
	Result<Tally> settled() const
	{
		for (auto last = stage_.seen(); last;) {
			std::this_thread::sleep_for(kPause);
			const auto now = stage_.seen();
			if (now && now->taken_in == last->taken_in)
				break;
			last = now;
		}
		return tally();
	}

	/// All that the driver took in was dropped, but for what a limit lets through since it stands there.
	Result<void> check(const Seen& seen, std::uint64_t judged)
	{
		delivered_ += seen.delivered;
		const double age = Seconds{Clock::now() - began_}.count();
		const double allowed = system_->allowance.burst + system_->allowance.rate * age;
		if (judged == 0)
			return fail(EPROTO, "it dropped nothing of {} packets", seen.taken_in);
		if (judged + seen.delivered != seen.taken_in)
			return fail(EPROTO, "of {} packets it dropped {}, and {} were delivered", seen.taken_in, judged,
				    seen.delivered);
		if (static_cast<double>(delivered_) > allowed)
			return fail(EPROTO, "{} packets were delivered, {:.0f} may be", delivered_, allowed);
		return {};
	}

	const System* system_;
	const Traffic* attack_;
	Generator* generator_;
	Stage stage_;
	Clock::time_point began_;
	std::uint64_t delivered_ = 0;
};

Result<std::vector<Trial>> begin_all(std::span<const System> systems, const Traffic& attack, Generator& generator)
{
	std::vector<Trial> trials;
	for (const System& system : systems) {
		auto trial = Trial::begin(system, attack, generator);
		if (!trial)
			return std::unexpected{trial.error().within(system.name)};
		trials.push_back(std::move(*trial));
	}
	return trials;
}

/// So many that each has a turn of the same length.
Result<std::uint32_t> frames_in(Seconds turn, Trial& trial)
{
	const auto rate = trial.turn(kTrial);
	if (!rate)
		return error_of(rate);
	return std::max(kTrial, static_cast<std::uint32_t>(*rate * turn.count()));
}

} // namespace

Result<std::vector<Rates>> contest(std::span<const System> systems, const Traffic& attack, Generator& generator,
				   const ContestPlan& plan)
{
	auto trials = begin_all(systems, attack, generator);
	if (!trials)
		return error_of(trials);
	std::vector<std::uint32_t> frames;
	for (std::size_t i = 0; i < systems.size(); ++i) {
		const auto enough = frames_in(plan.turn, (*trials)[i]);
		if (!enough)
			return std::unexpected{enough.error().within(systems[i].name)};
		frames.push_back(*enough);
	}
	std::vector<Rates> rates(systems.size());
	for (unsigned round = 0; round < plan.rounds; ++round) {
		for (std::size_t i = 0; i < systems.size(); ++i) {
			const std::size_t next = (i + round) % systems.size(); // nobody always follows the same one
			const auto rate = (*trials)[next].turn(frames[next]);
			if (!rate)
				return std::unexpected{rate.error().within(systems[next].name)};
			rates[next].push_back(*rate);
		}
	}
	return rates;
}

} // namespace ctgate::bench
