// SPDX-License-Identifier: MIT
#include "loader/shared/dispatcher.hpp"

#include "loader/program/program.hpp"
#include "loader/shared/libxdp.hpp"
#include "loader/shared/protocol.hpp"

#include <unistd.h>

#include <algorithm>

namespace ctgate
{
namespace
{

constexpr std::string_view kName = "xdp_dispatcher";
/// Between two looks at an interface another tool may have swapped in another dispatcher.
constexpr int kTries = 5;

std::unexpected<Error> whom_it_calls_is_unknown()
{
	if (::access(kDispatcherPins, R_OK | X_OK) != 0 && errno == EACCES)
		return fail(EACCES,
			    "libxdp's dispatcher stands there, and whom it calls is pinned in {}, which is root's to "
			    "read (docs/boot.md)",
			    kDispatcherPins);
	return fail(EBADF, "libxdp's dispatcher stands there, but the pins of those whom it calls are gone; "
			   "`xdp-loader unload -a` frees the interface");
}

} // namespace

Result<std::vector<Dispatcher::Member>> Dispatcher::read_members(unsigned ifindex, unsigned program_id)
{
	const auto running = Program::running(program_id);
	const auto config =
		running ? dispatcher_config(running->fd()) : Result<std::vector<std::byte>>{error_of(running)};
	const auto known = config ? known_part(*config) : Result<xdp_dispatcher_config>{error_of(config)};
	if (!known)
		return error_of(known);
	std::vector<Member> members;
	const auto directory = dispatcher_directory(ifindex, program_id);
	for (std::size_t i = 0; i < known->num_progs_enabled; ++i) {
		const auto program = Program::pinned(member_program(directory, i));
		const auto name = program ? name_of_program(program->fd()) : Result<ProgramName>{error_of(program)};
		if (!name)
			return error_of(name);
		members.push_back({.program_id = name->id, .name = name->name, .priority = known->run_prios[i]});
	}
	return members;
}

Result<std::optional<Dispatcher>> Dispatcher::on(unsigned ifindex)
{
	for (int tries = 0; tries < kTries; ++tries) {
		auto running = running_on(ifindex);
		if (!running)
			return error_of(running);
		if (!*running || (*running)->name != kName)
			return std::nullopt;
		auto members = read_members(ifindex, (*running)->id);
		const auto after = running_on(ifindex);
		if (!after)
			return error_of(after);
		if (!members && members.error().code() == EPROTO)
			return error_of(members);
		if (!members || members->empty() || !*after || (*after)->id != (*running)->id)
			continue;
		Dispatcher dispatcher{ifindex, std::move(**running)};
		dispatcher.members_ = std::move(*members);
		return dispatcher;
	}
	return whom_it_calls_is_unknown();
}

const Dispatcher::Member* Dispatcher::member(unsigned program_id) const
{
	const auto found = std::ranges::find(members_, program_id, &Member::program_id);
	return found == members_.end() ? nullptr : &*found;
}

Result<void> Dispatcher::remove(unsigned ifindex, unsigned program_id)
{
	const auto program =
		owned<XdpProgramHandle>(::xdp_program__from_id(program_id), fmt::format("open program {}", program_id));
	if (!program)
		return error_of(program);
	const int result = ::xdp_program__detach(program->get(), static_cast<int>(ifindex), XDP_MODE_UNSPEC, 0);
	if (result == 0 || result == -ENOENT) // gone already
		return {};
	return fail_errno(-result, "take the filter out of libxdp's dispatcher");
}

} // namespace ctgate
