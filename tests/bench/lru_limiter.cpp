// SPDX-License-Identifier: MIT
#include "tests/bench/lru_limiter.hpp"

#include "lru_limiter.skel.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <numeric>
#include <vector>

namespace ctgate::bench
{
namespace
{

/// As the limits of ctgate in traffic.cpp: ten million a second, and one.
constexpr std::uint64_t kCostEnough_ns = 100, kBurstEnough = 100'000'000;
constexpr std::uint64_t kCostNone_ns = 1'000'000'000, kBurstNone = 1;

Result<void> share(const bpf_map* map, bpf_map* taker)
{
	if (const int result = ::bpf_map__reuse_fd(taker, ::bpf_map__fd(map)); result < 0)
		return fail_errno(libbpf_errno(result), "share the sources of an LRU limiter");
	return {};
}

Result<std::uint64_t> sum_over_cpus(const bpf_map* map, __u32 key)
{
	std::vector<std::uint64_t> each(static_cast<std::size_t>(::libbpf_num_possible_cpus()));
	if (const int result = ::bpf_map_lookup_elem(::bpf_map__fd(map), &key, each.data()); result < 0)
		return fail_errno(libbpf_errno(result), "read what an LRU limiter counted");
	return std::accumulate(each.begin(), each.end(), std::uint64_t{0});
}

} // namespace

void LruLimiter::Deleter::operator()(lru_limiter_bpf* skeleton) const
{
	lru_limiter_bpf::destroy(skeleton);
}

Result<LruLimiter> LruLimiter::load(Room room, xdp_action verdict_within, const LruLimiter* other)
{
	LruLimiter limiter;
	limiter.skeleton_.reset(lru_limiter_bpf::open());
	if (!limiter.skeleton_)
		return fail_errno(errno, "open the LRU limiter");
	lru_limiter_bpf& skeleton = *limiter.skeleton_;
	skeleton.rodata->cost_ns = room == Room::kEnough ? kCostEnough_ns : kCostNone_ns;
	skeleton.rodata->depth_ns = skeleton.rodata->cost_ns * (room == Room::kEnough ? kBurstEnough : kBurstNone);
	skeleton.rodata->verdict_within = verdict_within;
	if (other != nullptr) {
		if (auto shared = share(other->skeleton_->maps.sources4, skeleton.maps.sources4); !shared)
			return error_of(shared);
		if (auto shared = share(other->skeleton_->maps.sources6, skeleton.maps.sources6); !shared)
			return error_of(shared);
	}
	if (const int result = lru_limiter_bpf::load(&skeleton); result < 0)
		return fail_errno(libbpf_errno(result), "load the LRU limiter");
	return limiter;
}

int LruLimiter::fd() const
{
	return ::bpf_program__fd(skeleton_->progs.lru_limiter);
}

Result<LruLimiter::Judged> LruLimiter::judged() const
{
	const auto over = sum_over_cpus(skeleton_->maps.judged, 0), within = sum_over_cpus(skeleton_->maps.judged, 1);
	if (!over || !within)
		return error_of(over ? within : over);
	return Judged{.over = *over, .within = *within};
}

} // namespace ctgate::bench
