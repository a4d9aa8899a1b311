// SPDX-License-Identifier: MIT
// Runs every frame of the given folders, and then changed ones, through the native code, the second reader and the
// loaded program, and stops at the first on which they do not agree.
#include "tests/fuzz/corpus.hpp"
#include "tests/fuzz/kernel.hpp"
#include "tests/fuzz/mutator.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fmt/ranges.h>

#include <chrono>
#include <cstdio>

namespace ctgate::fuzz
{
namespace
{

constexpr int kSkipped = 77;          // as told to CTest
constexpr std::size_t kTogether = 64; // changed frames between two looks at the counters

struct Options {
	std::vector<std::string> folders;
	unsigned seconds = 10;
	std::uint32_t seed = 1;
};

class Judge
{
public:
	/// False when somebody disagrees, with all that is needed to repeat it.
	bool agree(std::span<const Input> inputs)
	{
		judged_ += inputs.size();
		const auto disagreement = kernel_.compare(inputs);
		if (!disagreement)
			return true;
		const Input& input = disagreement->input;
		fmt::print("{}\n# {} bytes, {} of them in the first buffer\n{:02x}\n", disagreement->sentence,
			   input.frame.size(), input.first_buffer, fmt::join(input.frame, ""));
		return false;
	}

	std::size_t judged() const { return judged_; }

private:
	Kernel kernel_;
	std::size_t judged_ = 0;
};

/// Without those that only the host can read.
std::vector<Input> read(const std::vector<std::string>& folders)
{
	std::vector<Input> inputs;
	for (const std::string& folder : folders)
		for (Sample& sample : read_corpus(folder))
			if (sample.frame.size() >= kShortestFrame)
				inputs.emplace_back(std::move(sample.frame));
	return inputs;
}

/// Endless changes of the inputs, each by itself.
class Changes
{
public:
	Changes(const std::vector<Input>& inputs, std::uint32_t seed) : inputs_{inputs}, mutate_{seed}, random_{seed} {}

	std::vector<Input> whole() { return next(SIZE_MAX); }
	std::vector<Input> split() { return next(kShortestFrame + random_() % 200); }

private:
	std::vector<Input> next(std::size_t cut_at)
	{
		std::vector<Input> changed;
		while (changed.size() < kTogether)
			changed.emplace_back(mutate_(inputs_[at_++ % inputs_.size()].frame, kLongestFrame), cut_at);
		return changed;
	}

	const std::vector<Input>& inputs_;
	std::size_t at_ = 0;
	Mutator mutate_;
	std::minstd_rand random_;
};

bool run(const Options& options)
{
	using Clock = std::chrono::steady_clock;
	const std::vector<Input> inputs = read(options.folders);
	if (inputs.empty())
		throw std::runtime_error("there is no frame in these folders");
	Judge judge;
	for (const Input& input : inputs) // one by one: nothing can make up for anything
		if (!judge.agree({&input, 1}))
			return false;
	fmt::print("{} inputs agree in the kernel, each under {} configurations\n", inputs.size(), settings().size());

	const bool splits = splits_frames();
	const auto end = Clock::now() + std::chrono::seconds{options.seconds};
	for (Changes changes{inputs, options.seed}; Clock::now() < end;)
		if (!judge.agree(changes.whole()) || (splits && !judge.agree(changes.split())))
			return false;
	fmt::print("{} changes of them agree as well, {}\n", judge.judged() - inputs.size(),
		   splits ? "half of them cut into buffers" : "in one buffer: this kernel cuts none for a test");
	return true;
}

} // namespace
} // namespace ctgate::fuzz

int main(int argc, char** argv)
try {
	CLI::App app{"Compares the loaded program with two readers on the host, frame by frame."};
	ctgate::fuzz::Options options;
	app.add_option("FOLDER", options.folders, "frames: .pcap, .hex, or raw")
		->check(CLI::ExistingDirectory)
		->required();
	app.add_option("--seconds", options.seconds, "for how long to go on with changed frames (default 10)");
	app.add_option("--seed", options.seed, "of the changes (default 1)");
	CLI11_PARSE(app, argc, argv);
	if (::geteuid() != 0) {
		fmt::print("SKIPPED: loading and running a BPF program needs root\n");
		return ctgate::fuzz::kSkipped;
	}
	return ctgate::fuzz::run(options) ? 0 : 1;
} catch (const std::exception& error) {
	fmt::print(stderr, "fuzz_agree: {}\n", error.what());
	return 1;
}
