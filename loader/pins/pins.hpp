// SPDX-License-Identifier: MIT
// Where a filter lives between two commands: /sys/fs/bpf/ctgate/INTERFACE/{link,counters,...}.
#pragma once

#include "loader/base/error.hpp"
#include "loader/base/unique_fd.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ctgate
{

/// The directory of one interface's pins.
///
/// A dot may not stand in a name on bpffs, so `eth0.7` is written `eth0%2e7`; an interface of another
/// network namespace than the initial one carries that namespace's cookie: `eth0:4100`. The sets are in
/// `:sets`, which no interface can be called; `:sets-next` holds those of a change that is under way.
class PinDirectory
{
public:
	/// ENOTCONN when nothing is pinned for the interface, ENOENT when bpffs is not mounted.
	static Result<PinDirectory> open(const std::string& interface);
	/// The same, but makes the directory when there is none.
	static Result<PinDirectory> make(const std::string& name);

	/// Of the sets, which all interfaces of this network namespace share; makes the directory when there is none.
	static Result<PinDirectory> make_sets();
	/// The same, held against other writers: waits for them for a few seconds.
	struct Held;
	static Result<Held> hold_sets();
	/// An empty directory beside that of the sets, where the next ones are made ready.
	static Result<PinDirectory> make_next_sets();
	/// What a change left there that was cut short.
	static Result<std::optional<PinDirectory>> find_next_sets();
	/// ENOTCONN when there is none.
	static Result<PinDirectory> open_sets();

	/// A directory of this name, when it is there.
	static Result<std::optional<PinDirectory>> find(const std::string& name);

	/// Names of the interfaces of this network namespace that have pins, sorted.
	static Result<std::vector<std::string>> interfaces();

	std::string path(std::string_view pin) const { return path_ / pin; }
	/// What cannot be looked at counts as there: who opens it then is told why.
	bool holds(std::string_view pin) const;
	/// Of all that is in it.
	Result<std::vector<std::string>> names() const;
	/// Since when a pin stands.
	std::chrono::system_clock::time_point pinned_at(std::string_view pin) const;

	/// A pinned map, link or program; `read_only` asks for no more than that.
	enum class Access { kReadWrite, kReadOnly };
	Result<UniqueFd> get(std::string_view pin, Access access = Access::kReadWrite) const;
	Result<void> pin(int fd, std::string_view pin) const;
	Result<void> unpin(std::string_view pin) const;
	/// Each takes the other's place, in one step.
	Result<void> exchange(const PinDirectory& other) const;
	/// Removes every pin and the directory.
	Result<void> remove() const;

	/// Keeps other writers out of this directory while it lives; EBUSY, at once, when one is at work.
	Result<UniqueFd> lock() const;
	/// The same, but waits for him for a while. ENOTCONN when he has removed the directory.
	Result<UniqueFd> lock_patiently() const;

private:
	Result<bool> exists() const;
	explicit PinDirectory(std::filesystem::path path) : path_{std::move(path)} {}

	std::filesystem::path path_;
};

struct PinDirectory::Held {
	PinDirectory pins;
	UniqueFd lock;
};

/// Nothing when bpffs is mounted at /sys/fs/bpf, else how to mount it.
Result<void> require_bpffs();

} // namespace ctgate
