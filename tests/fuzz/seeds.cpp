// SPDX-License-Identifier: MIT
// Writes what fuzzing begins with, a raw file for each frame: the shapes that the filter tells apart, and every
// frame of the given folders.
#include "tests/fuzz/corpus.hpp"
#include "tests/host/shapes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <fstream>

namespace ctgate::fuzz
{
namespace
{

class Folder
{
public:
	explicit Folder(std::filesystem::path path) : path_{std::move(path)}
	{
		std::filesystem::remove_all(path_);
		std::filesystem::create_directories(path_);
	}

	void write(const packet::Bytes& frame)
	{
		std::ofstream file{path_ / fmt::format("{:05}", ++written_), std::ios::binary};
		file.write(reinterpret_cast<const char*>(frame.data()), static_cast<std::streamsize>(frame.size()));
		if (!file.flush())
			throw std::runtime_error("cannot write into " + path_.string());
	}

	int written() const { return written_; }

private:
	std::filesystem::path path_;
	int written_ = 0;
};

void write_seeds(const std::string& into, const std::vector<std::string>& folders)
{
	Folder seeds{into};
	for (const Shape& shape : shapes())
		seeds.write(shape.frame.bytes());
	for (const std::string& folder : folders)
		for (const Sample& sample : read_corpus(folder))
			seeds.write(sample.frame);
	fmt::print("{} seeds\n", seeds.written());
}

} // namespace
} // namespace ctgate::fuzz

int main(int argc, char** argv)
try {
	CLI::App app{"Writes the seeds of fuzzing, one raw frame a file."};
	std::string into;
	std::vector<std::string> folders;
	app.add_option("INTO", into, "folder that is made anew")->required();
	app.add_option("FOLDER", folders, "where more frames are: .pcap, .hex, or raw")->check(CLI::ExistingDirectory);
	CLI11_PARSE(app, argc, argv);
	ctgate::fuzz::write_seeds(into, folders);
	return 0;
} catch (const std::exception& error) {
	fmt::print(stderr, "fuzz_seeds: {}\n", error.what());
	return 1;
}
