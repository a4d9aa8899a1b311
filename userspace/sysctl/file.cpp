// SPDX-License-Identifier: MIT
#include "userspace/sysctl/file.hpp"

#include "loader/base/unique_fd.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace ctgate::sysctl
{
namespace
{

namespace fs = std::filesystem;

Result<void> write_all(int file, std::string_view text, const fs::path& path)
{
	while (!text.empty()) {
		const ssize_t put = ::write(file, text.data(), text.size());
		if (put < 0 && errno != EINTR)
			return fail_errno(errno, fmt::format("write {}", path.native()));
		text.remove_prefix(put < 0 ? 0 : static_cast<std::size_t>(put));
	}
	return {};
}

/// So that the new name is there after the power failed.
Result<void> sync_directory(const fs::path& directory)
{
	const UniqueFd fd{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	if (!fd || ::fsync(fd.get()) != 0)
		return fail_errno(errno, fmt::format("sync {}", directory.native()));
	return {};
}

Result<void> write_new(const fs::path& path, const Kept& content)
{
	const UniqueFd fd{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
	if (!fd)
		return fail_errno(errno, fmt::format("write {}", path.native()));
	if (auto written = write_all(fd.get(), content.text, path); !written)
		return written;
	if (::fchmod(fd.get(), content.mode) != 0 || ::fsync(fd.get()) != 0)
		return fail_errno(errno, fmt::format("write {}", path.native()));
	return {};
}

} // namespace

Result<std::string> read_text(const fs::path& path)
{
	const UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
	if (!fd)
		return fail_errno(errno, fmt::format("read {}", path.native()));
	std::string text;
	std::array<char, 4'096> part;
	for (;;) {
		const ssize_t got = ::read(fd.get(), part.data(), part.size());
		if (got == 0)
			return text;
		if (got < 0 && errno != EINTR)
			return fail_errno(errno, fmt::format("read {}", path.native()));
		text.append(part.data(), got < 0 ? 0 : static_cast<std::size_t>(got));
	}
}

std::optional<std::int64_t> read_number(const fs::path& path)
{
	const auto text = read_text(path);
	std::int64_t number = 0;
	if (!text || std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc{})
		return std::nullopt;
	return number;
}

Result<std::optional<Kept>> keep(const fs::path& path)
{
	struct stat status {
	};
	if (::lstat(path.c_str(), &status) != 0) {
		if (errno == ENOENT)
			return std::nullopt;
		return fail_errno(errno, fmt::format("look at {}", path.native()));
	}
	if (!S_ISREG(status.st_mode))
		return fail(EEXIST, "{} is no regular file; move it away, ctgate would replace it", path.native());
	auto text = read_text(path);
	if (!text)
		return error_of(text);
	return Kept{std::move(*text), status.st_mode & 07777};
}

Result<void> replace_file(const fs::path& path, const std::optional<Kept>& content)
{
	if (!content) {
		if (::unlink(path.c_str()) != 0 && errno != ENOENT)
			return fail_errno(errno, fmt::format("delete {}", path.native()));
		std::error_code unknown;
		const bool is_absent = !fs::exists(path.parent_path(), unknown) && !unknown;
		return is_absent ? Result<void>{} : sync_directory(path.parent_path());
	}
	std::error_code error;
	fs::create_directories(path.parent_path(), error);
	if (error)
		return fail_errno(error.value(), fmt::format("make {}", path.parent_path().native()));
	const fs::path fresh = path.native() + ".new"; // not .conf: read by nobody
	auto done = write_new(fresh, *content);
	if (done && ::rename(fresh.c_str(), path.c_str()) != 0)
		done = fail_errno(errno, fmt::format("write {}", path.native()));
	if (!done) {
		::unlink(fresh.c_str());
		return done;
	}
	return sync_directory(path.parent_path());
}

Result<void> write_value(const fs::path& path, std::int64_t value)
{
	const UniqueFd fd{::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC)};
	const std::string text = fmt::format("{}\n", value);
	if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
		return fail_errno(errno, fmt::format("write {} to {}", value, path.native()));
	return {};
}

} // namespace ctgate::sysctl
