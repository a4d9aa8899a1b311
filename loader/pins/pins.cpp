// SPDX-License-Identifier: MIT
#include "loader/pins/pins.hpp"

#include "loader/interface.hpp"
#include "loader/pins/pin_name.hpp"
#include "loader/pins/pin_owner.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <net/if.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <bpf/bpf.h>

#include <algorithm>
#include <cstdio>
#include <thread>

namespace ctgate
{
namespace
{

constexpr const char* kBpffs = "/sys/fs/bpf";
constexpr const char* kRoot = "/sys/fs/bpf/ctgate";
constexpr mode_t kDirectoryMode = 0750;
/// So long a writer that must not fail waits for another.
constexpr std::chrono::seconds kPatience{20};
constexpr std::chrono::milliseconds kPause{20};
/// The sets, and what else is not one interface's.
constexpr char kNoInterface = ':';

/// What the kernel takes for the name of an interface (dev_valid_name() in net/core/dev.c).
Result<void> require_interface_name(const std::string& name)
{
	if (name.empty() || name.size() >= IFNAMSIZ || name == "." || name == ".." ||
	    name.find_first_of("/: \t\n") != std::string::npos)
		return fail(EINVAL, "`{}` cannot be the name of an interface", name);
	return {};
}

/// Of an interface of this network namespace, or of its sets.
Result<std::filesystem::path> directory_of(const std::string& name)
{
	const auto suffix = namespace_suffix();
	if (!suffix)
		return error_of(suffix);
	return std::filesystem::path{kRoot} / (pin_name(name) + *suffix);
}

/// A system call on bpffs failed.
std::unexpected<Error> fail_on_bpffs(int code, std::string_view doing)
{
	if (code == EROFS)
		return fail(code, "{}: Read-only file system; make it writable: mount -o remount,rw {}", doing, kBpffs);
	return fail_errno(code, doing);
}

Result<void> make_directory(const std::filesystem::path& path)
{
	if (::mkdir(path.c_str(), kDirectoryMode) == 0)
		return path == kRoot ? Result<void>{} : give_to_owner_of(kRoot, path);
	if (errno != EEXIST)
		return fail_on_bpffs(errno, fmt::format("make {}", path.native()));
	return {};
}

} // namespace

Result<void> require_bpffs()
{
	struct statfs fs {
	};
	if (::statfs(kBpffs, &fs) != 0 || fs.f_type != BPF_FS_MAGIC)
		return fail(ENOENT,
			    "no bpffs at {0}; mount it: mount -t bpf bpf {0} (`ip netns exec` hides it, `nsenter "
			    "--net=` does not)",
			    kBpffs);
	return {};
}

Result<bool> PinDirectory::exists() const
{
	struct stat status {
	};
	if (::stat(path_.c_str(), &status) == 0)
		return true;
	if (errno == ENOENT)
		return false;
	return fail_errno(errno, fmt::format("open {}", path_.native()));
}

Result<PinDirectory> PinDirectory::open(const std::string& interface)
{
	if (auto named = require_interface_name(interface); !named)
		return error_of(named);
	if (auto mounted = require_bpffs(); !mounted)
		return error_of(mounted);
	auto directory = find(interface);
	if (!directory)
		return error_of(directory);
	if (!*directory)
		return fail(ENOTCONN, "no filter on {0}; attach it: ctgate attach {0}", interface);
	return std::move(**directory);
}

Result<std::optional<PinDirectory>> PinDirectory::find(const std::string& name)
{
	auto path = directory_of(name);
	if (!path)
		return error_of(path);
	PinDirectory directory{std::move(*path)};
	const auto exists = directory.exists();
	if (!exists)
		return error_of(exists);
	return *exists ? std::optional{std::move(directory)} : std::nullopt;
}

Result<PinDirectory> PinDirectory::make(const std::string& name)
{
	if (auto mounted = require_bpffs(); !mounted)
		return error_of(mounted);
	auto path = directory_of(name);
	if (!path)
		return error_of(path);
	for (const auto& step : {std::filesystem::path{kRoot}, *path})
		if (auto made = make_directory(step); !made)
			return error_of(made);
	return PinDirectory{std::move(*path)};
}

Result<std::vector<std::string>> PinDirectory::interfaces()
{
	if (auto mounted = require_bpffs(); !mounted)
		return error_of(mounted);

	const auto suffix = namespace_suffix();
	if (!suffix)
		return error_of(suffix);
	const auto all = PinDirectory{kRoot}.names();
	if (!all)
		return all.error().code() == ENOENT ? std::vector<std::string>{}
						    : Result<std::vector<std::string>>{all};
	std::vector<std::string> names;
	for (const std::string& name : *all) {
		if (name.starts_with(kNoInterface))
			continue;
		if (name.find(':') == std::string::npos ? suffix->empty() : name.ends_with(*suffix) && !suffix->empty())
			names.push_back(interface_of(std::string_view{name}.substr(0, name.find(':'))));
	}
	std::ranges::sort(names);
	return names;
}

Result<std::vector<std::string>> PinDirectory::names() const
{
	std::vector<std::string> names;
	std::error_code error;
	for (std::filesystem::directory_iterator entry{path_, error}, end; !error && entry != end;
	     entry.increment(error))
		names.push_back(entry->path().filename());
	if (error)
		return fail_errno(error.value(), fmt::format("list {}", path_.native()));
	return names;
}

bool PinDirectory::holds(std::string_view pin) const
{
	struct stat status {
	};
	return ::stat(path(pin).c_str(), &status) == 0 || errno != ENOENT;
}

std::chrono::system_clock::time_point PinDirectory::pinned_at(std::string_view pin) const
{
	struct stat status {
	};
	if (::stat(path(pin).c_str(), &status) != 0)
		return {};
	return std::chrono::system_clock::from_time_t(status.st_ctime);
}

Result<UniqueFd> PinDirectory::get(std::string_view pin, Access access) const
{
	LIBBPF_OPTS(bpf_obj_get_opts, options, .file_flags = access == Access::kReadOnly ? __u32{BPF_F_RDONLY} : 0u);
	UniqueFd fd{::bpf_obj_get_opts(path(pin).c_str(), &options)};
	if (!fd && errno == ENOENT)
		return fail(ENOENT, "there is no {}: another tool removed it, and `ctgate upgrade` puts it back",
			    path(pin));
	if (!fd)
		return fail_errno(errno, fmt::format("open {}", path(pin)));
	return fd;
}

Result<void> PinDirectory::pin(int fd, std::string_view pin) const
{
	if (const int result = ::bpf_obj_pin(fd, path(pin).c_str()); result < 0)
		return fail_on_bpffs(libbpf_errno(result), fmt::format("pin {}", path(pin)));
	return give_to_owner_of(path_, path(pin));
}

Result<void> PinDirectory::unpin(std::string_view pin) const
{
	if (::unlink(path(pin).c_str()) != 0 && errno != ENOENT)
		return fail_on_bpffs(errno, fmt::format("remove {}", path(pin)));
	return {};
}

Result<void> PinDirectory::exchange(const PinDirectory& other) const
{
	if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, other.path_.c_str(), RENAME_EXCHANGE) != 0)
		return fail_errno(errno, fmt::format("exchange {} and {}", path_.native(), other.path_.native()));
	return {};
}

Result<void> PinDirectory::remove() const
{
	std::error_code error;
	std::filesystem::remove_all(path_, error);
	if (error)
		return fail_on_bpffs(error.value(), fmt::format("remove {}", path_.native()));
	return {};
}

Result<UniqueFd> PinDirectory::lock() const
{
	const auto busy = [&] {
		return fail(EBUSY, "another ctgate is changing {} right now; nothing was changed, try again",
			    path_.filename().native());
	};

	UniqueFd directory{::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	if (!directory)
		return errno == ENOENT ? Result<UniqueFd>{busy()}
				       : fail_errno(errno, fmt::format("open {}", path_.native()));
	if (::flock(directory.get(), LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? Result<UniqueFd>{busy()}
					    : fail_errno(errno, fmt::format("lock {}", path_.native()));

	// Whoever held the lock before may have removed the directory with it.
	struct stat locked {
	}, present{};
	if (::fstat(directory.get(), &locked) != 0 || ::stat(path_.c_str(), &present) != 0 ||
	    locked.st_ino != present.st_ino)
		return busy();
	return directory;
}

Result<UniqueFd> PinDirectory::lock_patiently() const
{
	const auto give_up = std::chrono::steady_clock::now() + kPatience;
	for (;;) {
		auto held = lock();
		if (const auto there = exists(); !held && there && !*there)
			return fail(ENOTCONN, "{} was removed meanwhile", path_.native());
		if (held || held.error().code() != EBUSY || std::chrono::steady_clock::now() > give_up)
			return held;
		std::this_thread::sleep_for(kPause);
	}
}

} // namespace ctgate
