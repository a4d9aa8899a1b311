// SPDX-License-Identifier: MIT
#include "loader/pins.hpp"

#include "loader/interface.hpp"
#include "loader/pin_owner.hpp"

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
constexpr const char* kSets = ":sets";
constexpr const char* kNextSets = ":sets-next";
constexpr mode_t kDirectoryMode = 0750;

/// A writer of the sets waits so long for another; a million prefixes take a few seconds.
constexpr std::chrono::seconds kSetsPatience{20};
constexpr std::chrono::milliseconds kSetsPause{20};

/// Percent-encodes what may not stand in a name on bpffs.
std::string encode(std::string_view interface)
{
	std::string name;
	for (const char c : interface) {
		if (c == '.' || c == '%')
			name += fmt::format("%{:02x}", c);
		else
			name += c;
	}
	return name;
}

std::string decode(std::string_view name)
{
	std::string interface;
	for (std::size_t i = 0; i < name.size(); ++i) {
		if (name[i] == '%' && i + 2 < name.size()) {
			interface += name.substr(i + 1, 2) == "2e" ? '.' : '%';
			i += 2;
		} else {
			interface += name[i];
		}
	}
	return interface;
}

/// What the kernel takes for the name of an interface (dev_valid_name() in net/core/dev.c).
Result<void> require_interface_name(const std::string& name)
{
	if (name.empty() || name.size() >= IFNAMSIZ || name == "." || name == ".." ||
	    name.find_first_of("/: \t\n") != std::string::npos)
		return fail(EINVAL, "`{}` cannot be the name of an interface", name);
	return {};
}

std::filesystem::path directory_of(const std::string& interface)
{
	return std::filesystem::path{kRoot} / (encode(interface) + namespace_suffix());
}

std::filesystem::path sets_directory(const char* name)
{
	return std::filesystem::path{kRoot} / (name + namespace_suffix());
}

Result<void> make_directory(const std::filesystem::path& path)
{
	if (::mkdir(path.c_str(), kDirectoryMode) == 0)
		return path == kRoot ? Result<void>{} : give_to_owner_of(kRoot, path);
	if (errno != EEXIST)
		return fail_errno(errno, fmt::format("make {}", path.native()));
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
	PinDirectory directory{directory_of(interface)};
	const auto exists = directory.exists();
	if (!exists)
		return error_of(exists);
	if (!*exists)
		return fail(ENOTCONN, "no filter on {0}; attach it: ctgate attach {0}", interface);
	return directory;
}

Result<PinDirectory> PinDirectory::open_sets()
{
	if (auto mounted = require_bpffs(); !mounted)
		return error_of(mounted);
	PinDirectory directory{sets_directory(kSets)};
	const auto exists = directory.exists();
	if (!exists)
		return error_of(exists);
	if (!*exists)
		return fail(ENOTCONN,
			    "no interface of this network namespace has a filter, so there are no sets; attach it: "
			    "ctgate attach eth0");
	return directory;
}

Result<PinDirectory> PinDirectory::make(std::filesystem::path path)
{
	if (auto mounted = require_bpffs(); !mounted)
		return error_of(mounted);
	for (const auto& step : {std::filesystem::path{kRoot}, path})
		if (auto made = make_directory(step); !made)
			return error_of(made);
	return PinDirectory{std::move(path)};
}

Result<PinDirectory> PinDirectory::make(const std::string& interface)
{
	return make(directory_of(interface));
}

Result<PinDirectory> PinDirectory::make_sets()
{
	return make(sets_directory(kSets));
}

Result<PinDirectory::Held> PinDirectory::hold_sets()
{
	const auto give_up = std::chrono::steady_clock::now() + kSetsPatience;
	for (;;) {
		auto sets = make_sets(); // who held them before may have removed them
		if (!sets)
			return error_of(sets);
		auto lock = sets->lock();
		if (lock)
			return Held{.pins = std::move(*sets), .lock = std::move(*lock)};
		if (lock.error().code() != EBUSY || std::chrono::steady_clock::now() > give_up)
			return error_of(lock);
		std::this_thread::sleep_for(kSetsPause);
	}
}

Result<PinDirectory> PinDirectory::make_next_sets()
{
	auto next = make(sets_directory(kNextSets));
	if (!next)
		return next;
	if (auto emptied = next->remove(); !emptied) // what a change left that was cut short
		return error_of(emptied);
	return make(sets_directory(kNextSets));
}

Result<std::vector<std::string>> PinDirectory::interfaces()
{
	if (auto mounted = require_bpffs(); !mounted)
		return error_of(mounted);

	std::error_code error;
	const std::filesystem::directory_iterator entries{kRoot, error};
	if (error == std::errc::no_such_file_or_directory)
		return std::vector<std::string>{};
	if (error)
		return fail_errno(error.value(), fmt::format("list {}", kRoot));

	const std::string suffix = namespace_suffix();
	std::vector<std::string> names;
	for (const auto& entry : entries) {
		const std::string name = entry.path().filename();
		if (name.starts_with(kSets))
			continue;
		if (name.find(':') == std::string::npos ? suffix.empty() : name.ends_with(suffix) && !suffix.empty())
			names.push_back(decode(std::string_view{name}.substr(0, name.find(':'))));
	}
	std::ranges::sort(names);
	return names;
}

bool PinDirectory::holds(std::string_view pin) const
{
	std::error_code unreadable;
	return std::filesystem::exists(path_ / pin, unreadable);
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
	if (!fd)
		return fail_errno(errno, fmt::format("open {}", path(pin)));
	return fd;
}

Result<void> PinDirectory::pin(int fd, std::string_view pin) const
{
	if (const int result = ::bpf_obj_pin(fd, path(pin).c_str()); result < 0)
		return fail_errno(libbpf_errno(result), fmt::format("pin {}", path(pin)));
	return give_to_owner_of(path_, path(pin));
}

Result<void> PinDirectory::unpin(std::string_view pin) const
{
	if (::unlink(path(pin).c_str()) != 0 && errno != ENOENT)
		return fail_errno(errno, fmt::format("remove {}", path(pin)));
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
		return fail_errno(error.value(), fmt::format("remove {}", path_.native()));
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

} // namespace ctgate
