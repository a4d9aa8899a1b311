// SPDX-License-Identifier: MIT
#include "userspace/config/file/folders.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace ctgate::file
{
namespace
{

namespace fs = std::filesystem;

/// A million prefixes of IPv6 with a comment each fit in.
constexpr std::uintmax_t kMebibytesMax = 256;

Result<Text> read(const fs::path& path)
{
	struct stat status {
	};
	if (::stat(path.c_str(), &status) != 0)
		return fail_errno(errno, fmt::format("read {}", path.native()));
	if (!S_ISREG(status.st_mode))
		return fail(EINVAL, "{} is no file{}", path.native(),
			    S_ISDIR(status.st_mode) ? fmt::format("; say {}", (path / "*.toml").native()) : "");
	if (static_cast<std::uintmax_t>(status.st_size) > kMebibytesMax << 20)
		return fail(EINVAL, "{} has more than {} MiB", path.native(), kMebibytesMax);
	const std::ifstream file{path};
	std::stringstream text;
	text << file.rdbuf();
	if (!file || (text.fail() && status.st_size > 0))
		return fail_errno(errno, fmt::format("read {}", path.native()));
	return Text{path, text.str()};
}

/// As run-parts and systemd do: *.toml, hidden ones aside.
Result<std::vector<std::string>> drop_ins(const fs::path& directory)
{
	std::error_code error;
	const fs::directory_iterator entries{directory, error};
	if (error == std::errc::no_such_file_or_directory)
		return std::vector<std::string>{};
	if (error)
		return fail_errno(error.value(), fmt::format("list {}", directory.native()));
	std::vector<std::string> names;
	for (const auto& entry : entries)
		if (entry.path().extension() == ".toml" && !entry.path().filename().native().starts_with('.'))
			names.push_back(entry.path());
	std::ranges::sort(names);
	return names;
}

} // namespace

fs::path Folders::list_file(const std::string& list, const std::string& named_by) const
{
	const fs::path path{list};
	return path.is_absolute() ? root / path.relative_path() : fs::path{named_by}.parent_path() / path;
}

Result<std::vector<Text>> read_files(const std::vector<std::string>& names)
{
	std::vector<Text> files;
	for (const auto& name : names) {
		auto file = read(name);
		if (!file)
			return error_of(file);
		files.push_back(std::move(*file));
	}
	return files;
}

Result<std::vector<Text>> read_files(const Folders& folders)
{
	auto names = drop_ins(folders.drop_ins());
	if (!names)
		return error_of(names);
	std::error_code unreadable;
	if (fs::exists(folders.main_file(), unreadable) || unreadable)
		names->insert(names->begin(), folders.main_file());
	if (names->empty())
		return fail(ENOENT, "there is no {} and nothing in {}; begin with: ctgate config default",
			    folders.main_file().native(), folders.drop_ins().native());
	if (fs::exists(folders.vendor_file(), unreadable))
		names->insert(names->begin(), folders.vendor_file());
	return read_files(*names);
}

ListReader list_reader(const Folders& folders)
{
	return [folders](const std::string& list, const std::string& named_by) -> Result<Text> {
		return read(folders.list_file(list, named_by));
	};
}

} // namespace ctgate::file
