// SPDX-License-Identifier: MIT
#include "tests/e2e/refusal.hpp"

#include "loader/interface.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace ctgate::e2e
{
namespace
{

constexpr const char* kPins = "/sys/fs/bpf/ctgate";

/// Everything that a command could have changed, as text.
std::string state_of(const Testbed& bed)
{
	std::vector<std::string> pins;
	std::string suffix;
	bed.host().inside([&] { suffix = namespace_suffix().value(); });
	std::error_code ignored;
	for (const auto& directory : std::filesystem::directory_iterator{kPins, ignored}) {
		if (!directory.path().native().ends_with(suffix))
			continue;
		pins.push_back(directory.path());
		for (const auto& pin : std::filesystem::directory_iterator{directory})
			pins.push_back(pin.path());
	}
	std::ranges::sort(pins);

	std::string state;
	for (const auto& pin : pins)
		state += pin + '\n';
	state += bed.ctgate({"status", "--json"}).out;
	return state + bed.host().run({"bpftool", "--json", "net", "show"}).out;
}

} // namespace

std::filesystem::path pin_directory(const Testbed& bed, const std::string& interface)
{
	std::filesystem::path directory;
	bed.host().inside([&] {
		if (auto pins = PinDirectory::open(interface))
			directory = pins->path("");
	});
	return directory.parent_path();
}

void expect_one_sentence(const Finished& finished, int exit_code, const std::vector<std::string>& says)
{
	EXPECT_EQ(finished.exit_code, exit_code) << finished.err;
	EXPECT_EQ(finished.out, "");
	EXPECT_EQ(std::ranges::count(finished.err, '\n'), 1) << finished.err;
	EXPECT_THAT(finished.err, testing::AllOf(testing::StartsWith("ctgate: "), testing::EndsWith("\n")));
	for (const auto& words : says)
		EXPECT_THAT(finished.err, testing::HasSubstr(words));
}

void expect_command_refused(const Testbed& bed, const std::vector<std::string>& command, int exit_code,
			    const std::vector<std::string>& says)
{
	const std::string before = state_of(bed);
	expect_one_sentence(bed.host().run(command), exit_code, says);
	EXPECT_EQ(state_of(bed), before) << "a refused command changed something";
}

void expect_refused(const Testbed& bed, const std::vector<std::string>& arguments, int exit_code,
		    const std::vector<std::string>& says)
{
	std::vector<std::string> command{CTGATE_BINARY};
	command.insert(command.end(), arguments.begin(), arguments.end());
	expect_command_refused(bed, command, exit_code, says);
}

} // namespace ctgate::e2e
