// SPDX-License-Identifier: MIT
// Captures of ordinary traffic (tests/fixtures/captures), sent again through a host with real conntrack, without
// ctgate and with it: of what conntrack accepts, the default configuration drops nothing.
#include "tests/replay/crossing.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>

namespace ctgate::replay
{
namespace
{

using Commands = std::vector<std::vector<std::string>>;

/// One conversation twice: once without the filter, once with it.
struct Replay {
	std::vector<Line> lines;
	std::vector<Opinion> opinions;
	std::vector<Treatment> treatments;
	std::set<std::size_t> arrived; ///< with the filter

	long count(Opinion opinion) const { return std::ranges::count(opinions, opinion); }
};

std::vector<std::filesystem::path> captures()
{
	std::vector<std::filesystem::path> paths;
	for (const auto& entry : std::filesystem::directory_iterator{CTGATE_CAPTURES})
		if (entry.path().extension() == ".pcap")
			paths.push_back(entry.path());
	std::ranges::sort(paths);
	return paths;
}

Replay replay(const std::filesystem::path& path, const Commands& commands = {})
{
	const auto frames = packet::read_pcap(path);
	if (!frames)
		throw std::runtime_error(frames.error().message());
	const Crossing crossing;
	Replay replay{.lines = conversation(*frames), .opinions = {}, .treatments = {}, .arrived = {}};
	replay.opinions = crossing.ask_conntrack(replay.lines);
	crossing.attach(commands);
	replay.treatments = crossing.ask_ctgate(replay.lines);
	replay.arrived = crossing.arrived();
	return replay;
}

Replay replay(const char* name, const Commands& commands = {})
{
	return replay(std::filesystem::path{CTGATE_CAPTURES} / name, commands);
}

std::string frame_name(std::size_t line)
{
	return fmt::format("frame {}", line + 1); // as Wireshark counts
}

/// Frames that the filter dropped although conntrack does not call them invalid, and why.
std::vector<std::string> wrongly_dropped(const Replay& replay)
{
	std::vector<std::string> wrong;
	for (std::size_t i = 0; i < replay.lines.size(); ++i)
		if (replay.treatments[i].dropped && replay.opinions[i] != Opinion::kInvalid)
			wrong.push_back(fmt::format("{}: {}", frame_name(i), *replay.treatments[i].dropped));
	return wrong;
}

/// Frames that reached conntrack without the filter, and with it did not although it let them pass.
std::vector<std::string> lost(const Replay& replay)
{
	std::vector<std::string> lost;
	for (std::size_t i = 0; i < replay.lines.size(); ++i)
		if (!replay.treatments[i].dropped && replay.opinions[i] != Opinion::kNeverSeen &&
		    !replay.arrived.contains(i))
			lost.push_back(frame_name(i));
	return lost;
}

/// Frames of IPv4 or IPv6 that the host's stack refused before conntrack could judge them.
std::vector<std::string> not_judged(const Replay& replay)
{
	std::vector<std::string> refused;
	for (std::size_t i = 0; i < replay.lines.size(); ++i)
		if (replay.lines[i].is_ip && replay.opinions[i] == Opinion::kNeverSeen)
			refused.push_back(frame_name(i));
	return refused;
}

std::string monitored(const Replay& replay)
{
	std::map<std::string, int> packets;
	for (const auto& treatment : replay.treatments)
		for (const auto& reason : treatment.monitored)
			++packets[reason];
	std::string text;
	for (const auto& [name, number] : packets)
		text += fmt::format(" {} {}", name, number);
	return text;
}

void print_heading()
{
	std::cout << fmt::format("{:<24}{:>7} | {:>5}{:>6}{:>8}{:>10}{:>8}{:>10}{:>7} | {:>7}  monitored\n", "capture",
				 "frames", "new", "est.", "related", "untracked", "invalid", "fragments", "not IP",
				 "dropped");
}

void print(const std::string& name, const Replay& replay)
{
	const auto dropped = std::ranges::count_if(replay.treatments, [](const auto& it) { return !!it.dropped; });
	std::cout << fmt::format("{:<24}{:>7} | {:>5}{:>6}{:>8}{:>10}{:>8}{:>10}{:>7} | {:>7} {}\n", name,
				 replay.lines.size(), replay.count(Opinion::kNew), replay.count(Opinion::kEstablished),
				 replay.count(Opinion::kRelated), replay.count(Opinion::kUntracked),
				 replay.count(Opinion::kInvalid), replay.count(Opinion::kFragment),
				 replay.count(Opinion::kNeverSeen), dropped, monitored(replay));
}

class CaptureReplay : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = e2e::why_not())
			GTEST_SKIP() << *why;
	}
};

TEST_F(CaptureReplay, DropsNothingThatConntrackAccepts)
{
	print_heading();
	for (const auto& path : captures()) {
		SCOPED_TRACE(path.filename());
		const Replay it = replay(path);
		print(path.stem(), it);
		EXPECT_EQ(wrongly_dropped(it), std::vector<std::string>{});
		EXPECT_EQ(lost(it), std::vector<std::string>{});
		EXPECT_EQ(not_judged(it), std::vector<std::string>{});
		// Where conntrack accepts nothing, nothing is shown.
		EXPECT_GT(std::ranges::count_if(it.opinions, accepts), 0);
	}
}

// The comparison must be able to say that something is wrong: here the configuration is.
TEST_F(CaptureReplay, ReportsFragmentsThatASettingDrops)
{
	const Replay it = replay("dns-large.pcap", {{"reason", "set", "ip_fragment", "drop"}});
	EXPECT_GT(it.count(Opinion::kFragment), 0);
	EXPECT_GT(std::ssize(wrongly_dropped(it)), it.count(Opinion::kFragment));
}

TEST_F(CaptureReplay, ReportsQueriesThatATightLimitDrops)
{
	const Replay it =
		replay("dns-udp.pcap", {{"limit", "set", "dns", "--source-rate", "1/s", "--source-burst", "1"}});
	EXPECT_GT(wrongly_dropped(it).size(), 10u);
}

} // namespace
} // namespace ctgate::replay
