// SPDX-License-Identifier: MIT
#include "tests/fuzz/corpus.hpp"

#include "tests/packet/pcap.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace ctgate::fuzz
{
namespace
{

std::string contents(const std::filesystem::path& path)
{
	std::ifstream file{path, std::ios::binary};
	std::string text{std::istreambuf_iterator<char>{file}, {}};
	if (!file)
		throw std::runtime_error(path.string() + ": cannot be read");
	return text;
}

std::vector<packet::Bytes> frames_of(const std::filesystem::path& path)
{
	std::vector<packet::Bytes> frames;
	if (path.extension() != ".pcap") {
		const std::string text = contents(path);
		frames.push_back(path.extension() == ".hex" ? parse_hex(text)
							    : packet::Bytes{text.begin(), text.end()});
		return frames;
	}
	auto captured = packet::read_pcap(path);
	if (!captured)
		throw std::runtime_error(captured.error().message());
	for (packet::CapturedFrame& frame : *captured)
		frames.push_back(std::move(frame.bytes));
	return frames;
}

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder)
{
	std::vector<std::filesystem::path> files;
	for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
		if (entry.is_regular_file())
			files.push_back(entry.path());
	std::ranges::sort(files);
	return files;
}

} // namespace

std::vector<Sample> read_corpus(const std::filesystem::path& folder)
{
	std::vector<Sample> samples;
	for (const auto& path : files_below(folder)) {
		std::size_t number = 0;
		for (packet::Bytes& frame : frames_of(path)) {
			frame.resize(std::min(frame.size(), kLongestFrame));
			samples.push_back({fmt::format("{}, frame {}", path.string(), ++number), std::move(frame)});
		}
	}
	return samples;
}

packet::Bytes parse_hex(const std::string& text)
{
	std::string digits;
	std::istringstream lines{text};
	for (std::string line; std::getline(lines, line);)
		std::ranges::copy_if(line.substr(0, line.find('#')), std::back_inserter(digits),
				     [](char c) { return c != ' ' && c != '\t'; });

	if (digits.size() % 2 != 0)
		throw std::runtime_error("half a byte is left over");
	packet::Bytes bytes(digits.size() / 2);
	for (std::size_t i = 0; i < bytes.size(); ++i) {
		const char* pair = digits.data() + 2 * i;
		if (const auto [end, failed] = std::from_chars(pair, pair + 2, bytes[i], 16);
		    failed != std::errc{} || end != pair + 2)
			throw std::runtime_error("not hexadecimal: " + digits.substr(2 * i, 2));
	}
	return bytes;
}

} // namespace ctgate::fuzz
