// SPDX-License-Identifier: MIT
#include "tests/e2e/no_gap/fixture.hpp"

#include "tests/e2e/flood.hpp"

#include <cstdlib>

namespace ctgate::e2e
{
namespace
{

/// A thread that floods looks so often whether it is to stop.
constexpr std::uint64_t kBurst = 4'096;
/// A flood ends by itself; this is well before that.
constexpr std::chrono::seconds kSpell{40};

const packet::Bytes kNull = packet::Frame{}.ipv4().tcp({.flags = 0}).bytes();

bool all_is_asked_for()
{
	return std::getenv("CTGATE_EVERY_FAULT") != nullptr;
}

void expect_not_gone_back(const Counters& before, const Counters& after)
{
	EXPECT_GE(after.passed.packets, before.passed.packets);
	for (std::size_t reason = 0; reason < before.dropped.size(); ++reason) {
		EXPECT_GE(after.dropped[reason].packets, before.dropped[reason].packets) << reason;
		EXPECT_GE(after.monitored[reason].packets, before.monitored[reason].packets) << reason;
	}
}

} // namespace

std::size_t this_often(std::size_t always, std::size_t when_all_is_asked_for)
{
	return all_is_asked_for() ? when_all_is_asked_for : always;
}

std::vector<std::size_t> chosen(std::size_t last, std::size_t at_most)
{
	const std::size_t number = all_is_asked_for() ? last : std::min(last, at_most);
	std::vector<std::size_t> numbers;
	for (std::size_t i = 0; i < number; ++i)
		numbers.push_back(number == 1 ? 1 : 1 + i * (last - 1) / (number - 1));
	return numbers;
}

void NoGap::SetUp()
{
	ConfigCommand::SetUp();
	if (IsSkipped())
		return;
	bed_->host().must("ip link add spare0 type veth peer name spare0-peer\nip link set spare0 up");
	write_files(Files::kOld);
	done({"apply"});
	take_wire();
	held_ = held_at_rest();
}

Held NoGap::held_at_rest() const
{
	Held earlier, now;
	// The kernel frees what an earlier test had in its own time.
	EXPECT_TRUE(eventually([&] {
		earlier = held_for(bed_->host());
		std::this_thread::sleep_for(std::chrono::milliseconds{300});
		return (now = held_for(bed_->host())) == earlier;
	}));
	return now;
}

void NoGap::write_files(Files files) const
{
	const bool old = files == Files::kOld;
	// Without limits the program is small and soon verified.
	write(kMain,
	      fmt::format("[defaults]\nlearning = \"{}s\"\n[defaults.reasons]\n\"limit_*\" = \"off\"\n"
			  "tcp_flags_syn_fin = \"{}\"\n[interface.gate0]\n[interface.spare0]\n"
			  "[sets.deny]\nprefixes = [\"{}\"]\n",
			  old ? 300 : 200, old ? "drop" : "monitor", old ? "203.0.113.0/24" : "198.51.100.0/24"));
}

std::uint64_t NoGap::flood_for(const Row& row)
{
	std::uint64_t offered = 0;
	for (std::size_t step = 0; step < row.times;) {
		const auto end = std::chrono::steady_clock::now() + kSpell;
		Flood flood{row.per_second, [&](int, std::uint64_t packets) {
				    std::uint64_t sent = 0;
				    while (sent < std::min(packets, kBurst) && wire_->offer(kNull))
					    ++sent;
				    return sent;
			    }};
		for (; step < row.times && std::chrono::steady_clock::now() < end; ++step)
			row.step(step);
		offered += flood.stop();
	}
	return offered;
}

void NoGap::under_flood(const Row& row)
{
	const std::uint64_t arrived = bed_->arrived();
	const Counters before = counters_of(bed_->filter());
	const std::uint64_t offered = flood_for(row);
	Counters after = counters_of(bed_->filter());
	const auto dropped = [&] {
		after = counters_of(bed_->filter());
		return after.dropped[CTG_TCP_FLAGS_NULL].packets - before.dropped[CTG_TCP_FLAGS_NULL].packets;
	};
	if (row.meeting == Meeting::kAll) {
		EXPECT_TRUE(eventually([&] { return dropped() >= offered; }))
			<< dropped() << " of " << offered << " counted";
	}
	EXPECT_GT(dropped(), 1'000u) << "that is no flood";
	expect_not_gone_back(before, after);
	const std::uint64_t through = bed_->arrived() - arrived;
	EXPECT_EQ(through, 0u) << row.what;
	EXPECT_EQ(after.passed.packets, before.passed.packets) << row.what;
	const std::string state = row.state();
	fmt::print("| {} | {} | {} | {} | {} |\n", row.what, row.times, offered, through, state);
}

void NoGap::expect_one_sentence(const Finished& finished, const Words& says)
{
	EXPECT_EQ(std::ranges::count(finished.err, '\n'), 1) << finished.err;
	EXPECT_THAT(finished.err, testing::AnyOf(testing::StartsWith("ctgate: "),
						 testing::HasSubstr("error while loading shared libraries")));
	for (const std::string& words : says)
		EXPECT_THAT(finished.err, testing::HasSubstr(words));
}

std::string NoGap::visible() const
{
	return bed_->ctgate_done({"config", "show", "--root", root()});
}

void NoGap::expect_all_well()
{
	const std::string status = done({"status"});
	EXPECT_THAT(status, testing::Not(testing::HasSubstr("cut short")));
	for (const Files files : {Files::kNew, Files::kOld}) {
		write_files(files);
		done({"apply"});
		EXPECT_EQ(done({"config", "diff"}), "what is in force is what the files say\n");
	}
	Held now;
	EXPECT_TRUE(eventually([&] { return (now = held_for(bed_->host())) == held_; }))
		<< to_string(now) << "; before: " << to_string(held_);
}

} // namespace ctgate::e2e
