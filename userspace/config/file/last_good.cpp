// SPDX-License-Identifier: MIT
#include "userspace/config/file/last_good.hpp"

#include "userspace/sysctl/file.hpp"

#include <algorithm>
#include <charconv>

namespace ctgate::file
{
namespace
{

constexpr std::string_view kHead = "# What `ctgate apply` put in force last. Written by ctgate; used at boot when the "
				   "files are bad.\n";
constexpr std::string_view kBytes = " bytes of ";
/// Lists follow the files; a file of this name cannot be.
constexpr const char* kLists = "";

std::unexpected<Error> damaged()
{
	return fail(EBADMSG, "the last good configuration is damaged");
}

} // namespace

std::string pack(const std::vector<Text>& files)
{
	std::string packed{kHead};
	for (const auto& [name, text] : files)
		packed += fmt::format("#: {}{}{}\n{}\n", text.size(), kBytes, name, text);
	return packed;
}

Result<std::vector<Text>> unpack(std::string_view packed)
{
	if (!packed.starts_with(kHead))
		return damaged();
	packed.remove_prefix(kHead.size());
	std::vector<Text> files;
	while (!packed.empty()) {
		const auto end_of_line = packed.find('\n');
		const std::string_view line = packed.substr(0, end_of_line);
		const auto bytes = line.find(kBytes);
		std::size_t size = 0;
		if (!line.starts_with("#: ") || bytes == line.npos || end_of_line == packed.npos ||
		    std::from_chars(line.data() + 3, line.data() + bytes, size).ptr != line.data() + bytes)
			return damaged();
		packed.remove_prefix(end_of_line + 1);
		if (size >= packed.size() || packed[size] != '\n')
			return damaged();
		files.push_back({std::string{line.substr(bytes + kBytes.size())}, std::string{packed.substr(0, size)}});
		packed.remove_prefix(size + 1);
	}
	return files;
}

Result<void> keep_last_good(const Folders& folders, const std::vector<Text>& files, const std::vector<Text>& lists)
{
	std::vector<Text> all = files;
	all.push_back({kLists, ""});
	all.insert(all.end(), lists.begin(), lists.end());
	return sysctl::replace_file(folders.last_good_file(), sysctl::Kept{.text = pack(all), .mode = 0600});
}

Result<Configuration> read_last_good(const Folders& folders)
{
	const auto packed = sysctl::read_text(folders.last_good_file());
	if (!packed)
		return error_of(packed);
	auto files = unpack(*packed);
	if (!files)
		return error_of(files);
	const auto middle = std::ranges::find(*files, kLists, &Text::name);
	const std::vector<Text> lists{std::min(middle + 1, files->end()), files->end()};
	files->erase(middle, files->end());
	auto made = Configuration::make(*files, [&](const std::string& list, const std::string& by) -> Result<Text> {
		const auto kept = std::ranges::find(lists, folders.list_file(list, by).native(), &Text::name);
		return kept == lists.end() ? Result<Text>{damaged()} : *kept;
	});
	if (!made)
		return fail(EBADMSG, "the last good configuration is not good for this ctgate:\n{}",
			    made.error().text());
	return std::move(*made);
}

} // namespace ctgate::file
