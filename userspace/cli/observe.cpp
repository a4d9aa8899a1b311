// SPDX-License-Identifier: MIT
#include "userspace/cli/observe.hpp"

namespace ctgate::cli
{
namespace
{

Result<report::Status::Running> running_state(const Filter& filter)
{
	auto mode = filter.mode();
	if (!mode)
		return error_of(mode);
	report::Status::Running running{.mode = *mode, .program_id = filter.program_id()};
	const auto dispatcher = filter.dispatcher();
	if (!dispatcher)
		return error_of(dispatcher);
	if (*dispatcher)
		running.sharing = (*dispatcher)->members();
	return running;
}

} // namespace

Result<report::Status> observe(Filter& filter)
{
	if (auto current = filter.refresh(); !current)
		return error_of(current);
	auto counters = filter.counters();
	if (!counters)
		return error_of(counters);
	auto image = filter.image(); // before program_id(): reading it may find a newer program
	if (!image)
		return error_of(image);
	report::Status status{.interface = filter.interface(),
			      .interface_now = filter.interface_now(),
			      .attached_at = filter.attached_at(),
			      .whereabouts = filter.whereabouts(),
			      .sharing = filter.sharing(),
			      .running = std::nullopt,
			      .config = Config::from(image->policy),
			      .asks_conntrack = image->machine.conntrack != 0,
			      .allow = image->machine.allow,
			      .deny = image->machine.deny,
			      .counters = *counters,
			      .counters_pin = filter.counters_pin()};
	if (!filter.is_here()) {
		status.absence = filter.absence();
		return status;
	}
	auto running = running_state(filter);
	if (!running)
		return error_of(running);
	status.running = *running;
	return status;
}

Result<std::vector<report::Status>> observe_all(std::vector<Filter>& filters)
{
	std::vector<report::Status> all;
	for (auto& filter : filters) {
		auto status = observe(filter);
		if (!status)
			return error_of(status);
		all.push_back(std::move(*status));
	}
	return all;
}

} // namespace ctgate::cli
