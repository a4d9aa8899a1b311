// SPDX-License-Identifier: MIT
#include "loader/counters.hpp"
#include "loader/program/program.hpp"
#include "tests/bench/lru_limiter.hpp"
#include "tests/bench/programs.hpp"
#include "tests/bench/system.hpp"

#include <linux/bpf.h>
#include <linux/if_link.h>

#include <bpf/libbpf.h>

#include <memory>
#include <sstream>

namespace ctgate::bench
{
namespace
{

/// The limits of these rows: one packet, and one more each second, for each source or for all.
constexpr Allowance kOne = {.rate = 1, .burst = 1};

Result<void> attach(const Stage& stage, int program)
{
	if (const int result = ::bpf_xdp_attach(static_cast<int>(stage.gate()), program, XDP_FLAGS_DRV_MODE, nullptr);
	    result < 0)
		return fail_errno(libbpf_errno(result), "attach in the driver");
	return {};
}

/// The driver's own count, for programs that have none: "rx_queue_0_xdp_drops: 12".
Result<std::uint64_t> dropped_by_xdp()
{
	const auto listed = command({"ethtool", "-S", Stage::kGate});
	if (!listed)
		return error_of(listed);
	std::uint64_t packets = 0;
	std::istringstream words{*listed};
	for (std::string word, number; words >> word;)
		if (word.ends_with("xdp_drops:") && words >> number)
			packets += std::stoull(number);
	return packets;
}

/// `program` lives as long as what stands at the gate.
template <class T>
System standing(std::string name, Role role, const std::shared_ptr<T>& program, int fd)
{
	return {.name = std::move(name),
		.role = role,
		.allowance = {},
		.stand = [program, fd](const Stage& stage) { return attach(stage, fd); },
		.judged = dropped_by_xdp};
}

Result<std::uint64_t> dropped_by_ctgate(const Program& program, ctg_reason reason)
{
	const auto map = program.map("counters"), avoided = program.map("avoided");
	if (!map || !avoided)
		return error_of(map ? avoided : map);
	const auto counters = Counters::read(map->get(), avoided->get());
	if (!counters)
		return error_of(counters);
	return counters->dropped[reason].packets;
}

Result<System> bare_drop()
{
	auto loaded = EmptyPrograms::load();
	if (!loaded)
		return error_of(loaded);
	const auto programs = std::make_shared<EmptyPrograms>(std::move(*loaded));
	return standing("bare XDP_DROP", Role::kReference, programs, programs->fd(XDP_DROP));
}

Result<System> ctgate(const Traffic& attack)
{
	auto loaded = Program::load(image_of(attack.config));
	if (!loaded)
		return error_of(loaded);
	const auto program = std::make_shared<Program>(std::move(*loaded));
	System system = standing("ctgate", Role::kCtgate, program, program->fd());
	system.judged = [program, reason = attack.reason] { return dropped_by_ctgate(*program, reason); };
	if (attack.over_limit)
		system.allowance = kOne;
	return system;
}

Result<System> xdp_filter(std::string name, const std::string& variant)
{
	auto loaded = XdpFilter::load(variant);
	if (!loaded)
		return error_of(loaded);
	const auto filter = std::make_shared<XdpFilter>(std::move(*loaded));
	return standing(std::move(name), Role::kOther, filter, filter->fd());
}

/// A source that it never saw is within its limit: of a flood from made-up sources it drops nothing. What it lets in
/// then is dropped just behind it, so that the figure is the limiter's own.
Result<System> lru_limiter(const Traffic& attack)
{
	const bool spoofed = attack.sources == Sources::kAnotherEachPacket;
	auto loaded = LruLimiter::load(LruLimiter::Room::kNone, spoofed ? XDP_DROP : XDP_PASS);
	if (!loaded)
		return error_of(loaded);
	const auto limiter = std::make_shared<LruLimiter>(std::move(*loaded));
	System system = standing(spoofed ? "LRU limiter, lets all in (*)" : "LRU limiter", Role::kOther, limiter,
				 limiter->fd());
	system.judged = [limiter, spoofed]() -> Result<std::uint64_t> {
		const auto judged = limiter->judged();
		if (!judged)
			return error_of(judged);
		return spoofed ? judged->within : judged->over;
	};
	if (!spoofed)
		system.allowance = kOne;
	return system;
}

} // namespace

Result<std::vector<System>> xdp_systems(const Traffic& attack)
{
	std::vector<Result<System>> loaded = {bare_drop(), ctgate(attack)};
	if (attack.over_limit)
		loaded.push_back(lru_limiter(attack));
	if (attack.xdp_filter_drops) {
		loaded.push_back(xdp_filter("xdp-filter", "all"));
		loaded.push_back(xdp_filter("xdp-filter, ports only", attack.least));
	}
	std::vector<System> systems;
	for (auto& system : loaded) {
		if (!system && system.error().code() == ENOENT)
			continue; // xdp-filter is not installed
		if (!system)
			return error_of(system);
		systems.push_back(std::move(*system));
	}
	return systems;
}

} // namespace ctgate::bench
