// SPDX-License-Identifier: MIT
#include "loader/shared/generation.hpp"

#include "loader/program/program.hpp"
#include "loader/shared/protocol.hpp"
#include "loader/shared/template.hpp"

#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/membarrier.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <filesystem>

namespace ctgate
{
namespace
{

constexpr mode_t kDirectoryMode = 0700;
/// Other tools change dispatchers too, and rarely.
constexpr int kTries = 10;

Result<void> pin(int fd, const std::filesystem::path& path)
{
	if (const int result = ::bpf_obj_pin(fd, path.c_str()); result < 0)
		return fail_errno(libbpf_errno(result), fmt::format("pin {}", path.native()));
	return {};
}

void remove_pins(const std::filesystem::path& directory)
{
	const auto lock = lock_dispatchers();
	std::error_code left; // what is left there does nothing, and is in nobody's way
	std::filesystem::remove_all(directory, left);
}

/// A dispatcher that is not on the interface yet.
class Generation
{
public:
	static Result<Generation> like(const Dispatcher& running, int dispatcher, unsigned leaves, int comes);
	Result<void> pin_all() const;
	int fd() const { return dispatcher_.fd(); }
	const std::filesystem::path& directory() const { return directory_; }

private:
	struct Member {
		UniqueFd program, link;
	};
	explicit Generation(DispatcherTemplate dispatcher) : dispatcher_{std::move(dispatcher)} {}

	DispatcherTemplate dispatcher_;
	std::vector<Member> members_;
	std::filesystem::path directory_;
};

Result<Generation> Generation::like(const Dispatcher& running, int dispatcher, unsigned leaves, int comes)
{
	const auto config = dispatcher_config(dispatcher);
	if (!config)
		return error_of(config);
	auto loaded = DispatcherTemplate::load(*config);
	if (!loaded)
		return error_of(loaded);
	const auto name = name_of_program(loaded->fd());
	if (!name)
		return error_of(name);
	Generation next{std::move(*loaded)};
	next.directory_ = dispatcher_directory(running.ifindex(), name->id);
	// Of a single member libxdp lets the program stand in for the whole dispatcher.
	const bool is_alone = running.members().size() == 1;
	for (const auto& member : running.members()) {
		UniqueFd program{member.program_id == leaves ? ::fcntl(comes, F_DUPFD_CLOEXEC, 0)
							     : ::bpf_prog_get_fd_by_id(member.program_id)};
		if (!program)
			return fail_errno(errno, fmt::format("open program {} ({})", member.program_id, member.name));
		const std::string function =
			is_alone ? DispatcherTemplate::kEntry : fmt::format("prog{}", next.members_.size());
		auto link = next.dispatcher_.replace(function, program.get());
		if (!link)
			return error_of(link);
		next.members_.push_back({std::move(program), std::move(*link)});
	}
	return next;
}

Result<void> Generation::pin_all() const
{
	const auto lock = lock_dispatchers();
	if (!lock)
		return error_of(lock);
	if (::mkdir(directory_.c_str(), kDirectoryMode) != 0)
		return fail_errno(errno, fmt::format("make {}", directory_.native()));
	for (std::size_t i = 0; i < members_.size(); ++i) {
		if (auto done = pin(members_[i].link.get(), member_link(directory_, i)); !done)
			return done;
		if (auto done = pin(members_[i].program.get(), member_program(directory_, i)); !done)
			return done;
	}
	return {};
}

/// EEXIST when another tool was faster.
Result<void> swap_in(const Dispatcher& running, int current, int next)
{
	LIBBPF_OPTS(bpf_xdp_attach_opts, options, .old_prog_fd = current);
	const __u32 mode = running.mode() == XdpMode::kNative ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
	const int result = ::bpf_xdp_attach(static_cast<int>(running.ifindex()), next, mode, &options);
	return result == 0 ? Result<void>{} : fail_errno(libbpf_errno(result), "swap libxdp's dispatcher");
}

/// Those that met the former dispatcher have left it when this returns. Until then its functions must stay replaced.
void wait_for_packets_under_way()
{
	::syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0); // synchronize_rcu(); packets are judged under RCU
}

Result<void> exchange_once(const Dispatcher& running, unsigned leaves, int comes)
{
	const UniqueFd current{::bpf_prog_get_fd_by_id(running.program_id())};
	if (!current)
		return fail(EEXIST, "another tool has just changed who shares the interface");
	const auto next = Generation::like(running, current.get(), leaves, comes);
	if (!next)
		return error_of(next);
	auto done = next->pin_all();
	if (done)
		done = swap_in(running, current.get(), next->fd());
	if (done)
		wait_for_packets_under_way();
	remove_pins(done ? dispatcher_directory(running.ifindex(), running.program_id()) : next->directory());
	return done;
}

/// The pins of a member are called alike but for their end: progN-prog, progN-link.
void unpin_member(const std::filesystem::path& program)
{
	const std::string& pin = program.native();
	::unlink(pin.c_str());
	::unlink((pin.substr(0, pin.rfind('-')) + "-link").c_str());
}

} // namespace

void unpin_members(unsigned map_id)
{
	const auto lock = lock_dispatchers();
	std::error_code none; // nobody shares anything here
	std::vector<std::filesystem::path> pins;
	for (const auto& entry : std::filesystem::recursive_directory_iterator{kDispatcherPins, none})
		if (entry.path().native().ends_with("-prog"))
			pins.push_back(entry.path());
	for (const auto& pin : pins) {
		const auto program = Program::pinned(pin);
		if (!program || !program->uses_map(map_id))
			continue;
		unpin_member(pin);
		::rmdir(pin.parent_path().c_str()); // unless others have theirs there
	}
}

Result<void> exchange_member(unsigned ifindex, unsigned program_id, int next)
{
	for (int tries = 1;; ++tries) {
		const auto running = Dispatcher::on(ifindex);
		if (!running)
			return error_of(running);
		if (!*running || !(*running)->member(program_id))
			return fail(ENOTCONN, "another tool took the filter out of libxdp's dispatcher");
		auto done = exchange_once(**running, program_id, next);
		if (done || done.error().code() != EEXIST || tries == kTries)
			return done;
	}
}

} // namespace ctgate
