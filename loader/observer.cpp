// SPDX-License-Identifier: MIT
#include "loader/observer.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

namespace ctgate
{
namespace
{

constexpr std::chrono::milliseconds kPoll{100};
/// 16 bytes each: what a watch may take of this machine.
constexpr std::size_t kPacketsMax = 20'000'000;

} // namespace

int Observer::collect(void* collected, void* data, std::size_t size)
{
	auto& all = *static_cast<Collected*>(collected);
	if (size < sizeof(ctg_observed) || all.packets.size() == kPacketsMax)
		++all.left_out;
	else
		all.packets.push_back(*static_cast<const ctg_observed*>(data));
	return 0;
}

void Observer::RingDeleter::operator()(ring_buffer* ring) const
{
	::ring_buffer__free(ring);
}

Result<Observer> Observer::start(Filter& filter, std::uint32_t slot)
{
	const auto lock = filter.lock();
	if (!lock)
		return error_of(lock);
	if (auto current = filter.refresh(); !current)
		return error_of(current);
	auto program = filter.prepare_observing(slot);
	if (!program)
		return error_of(program);
	Observer observer{filter, std::move(*program)};
	auto map = observer.program_.map("observed");
	if (!map)
		return error_of(map);
	observer.ring_map_ = std::move(*map);
	observer.ring_.reset(::ring_buffer__new(observer.ring_map_.get(), collect, observer.collected_.get(), nullptr));
	if (!observer.ring_)
		return fail_errno(errno, "open the ring of observed packets");
	if (auto previous = filter.put_in_force(observer.program_); !previous)
		return error_of(previous);
	observer.program_id_ = filter.program_id();
	return observer;
}

Observer::~Observer()
{
	if (!ring_ || program_id_ == 0)
		return; // moved from, or never in force
	const auto lock = filter_->lock();
	if (!lock || !filter_->refresh() || filter_->program_id() != program_id_)
		return; // somebody put another program in force, which observes nothing
	const auto policy = filter_->policy();
	const auto plain = policy ? filter_->prepare(*policy) : Result<Program>{error_of(policy)};
	if (plain)
		(void)filter_->put_in_force(*plain);
}

Result<void> Observer::watch(std::chrono::nanoseconds time, const std::function<bool()>& interrupted)
{
	const auto end = std::chrono::steady_clock::now() + time;
	while (std::chrono::steady_clock::now() < end && !interrupted())
		if (const int result = ::ring_buffer__poll(ring_.get(), static_cast<int>(kPoll.count()));
		    result < 0 && libbpf_errno(result) != EINTR)
			return fail_errno(libbpf_errno(result), "read the ring of observed packets");
	::ring_buffer__consume(ring_.get());
	return {};
}

Result<std::uint64_t> Observer::lost() const
{
	const auto map = program_.map(".data.observed");
	if (!map)
		return error_of(map);
	const std::uint32_t key = 0;
	std::uint64_t lost = 0;
	if (const int result = ::bpf_map_lookup_elem(map->get(), &key, &lost); result < 0)
		return fail_errno(libbpf_errno(result), "read how many packets were lost");
	return lost + collected_->left_out;
}

} // namespace ctgate
