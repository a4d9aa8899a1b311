// SPDX-License-Identifier: MIT
#include "tests/bench/programs.hpp"

#include "bench.skel.h"

#include <linux/bpf.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <arpa/inet.h>

#include <array>
#include <filesystem>
#include <vector>

namespace ctgate::bench
{
namespace
{

/// A rule's value in xdp-filter's maps (xdp-tools, xdp-filter/common_kern_user.h).
constexpr __u64 kSource = 1 << 0, kDestination = 1 << 1, kTcp = 1 << 2, kUdp = 1 << 3;

constexpr std::size_t kKeyMax = 16;

/// More than one program sees in a run, so that no two of them see the same; a hundred times fit in those there are.
constexpr __u32 kSourcesEach = 1 << 23;

struct Rule {
	const char* map;
	std::array<__u8, kKeyMax> key;
	__u64 value;
};

std::array<Rule, 4> rules()
{
	constexpr auto high = static_cast<__u8>(XdpFilter::kFilteredPort >> 8);
	constexpr auto low = static_cast<__u8>(XdpFilter::kFilteredPort & 0xff);
	return {{
		{"filter_ports", {high, low}, kDestination | kTcp | kUdp},
		{"filter_ipv4", {192, 0, 2, 66}, kSource | kDestination},
		{"filter_ipv6", {0x20, 0x01, 0x0d, 0xb8, 0xff}, kSource | kDestination},
		{"filter_ethernet", {0x02, 0, 0, 0xff, 0xff, 0x66}, kSource | kDestination},
	}};
}

/// Its maps are per CPU; a rule is the same on all. A variant lacks the maps that it does not use.
Result<void> add_rule(const bpf_object* object, const Rule& rule)
{
	const bpf_map* map = ::bpf_object__find_map_by_name(object, rule.map);
	if (map == nullptr)
		return {};
	const std::vector<__u64> values(static_cast<std::size_t>(::libbpf_num_possible_cpus()), rule.value);
	if (const int result = ::bpf_map_update_elem(::bpf_map__fd(map), rule.key.data(), values.data(), BPF_ANY);
	    result < 0)
		return fail_errno(libbpf_errno(result), fmt::format("add a rule to xdp-filter's {}", rule.map));
	return {};
}

bpf_program* program_of(const bpf_object* object)
{
	return ::bpf_object__next_program(object, nullptr);
}

} // namespace

void EmptyPrograms::Deleter::operator()(bench_bpf* skeleton) const
{
	bench_bpf::destroy(skeleton);
}

Result<EmptyPrograms> EmptyPrograms::load()
{
	EmptyPrograms programs;
	programs.skeleton_.reset(bench_bpf::open_and_load());
	if (!programs.skeleton_)
		return fail_errno(errno, "load the empty programs");
	return programs;
}

int EmptyPrograms::fd(unsigned verdict) const
{
	return ::bpf_program__fd(verdict == XDP_DROP ? skeleton_->progs.empty_drop : skeleton_->progs.empty_pass);
}

Result<Spoofed> Spoofed::in_front_of(int program)
{
	auto programs = EmptyPrograms::load();
	if (!programs)
		return error_of(programs);
	static __u32 next_source = 0;
	programs->skeleton_->bss->sources = next_source;
	next_source += kSourcesEach;
	const __u32 first = 0;
	if (const int result =
		    ::bpf_map_update_elem(::bpf_map__fd(programs->skeleton_->maps.measured), &first, &program, BPF_ANY);
	    result < 0)
		return fail_errno(libbpf_errno(result), "put a program behind the one that spoofs");
	Spoofed spoofed;
	spoofed.programs_ = std::move(*programs);
	return spoofed;
}

int Spoofed::fd() const
{
	return ::bpf_program__fd(programs_.skeleton_->progs.spoof);
}

void XdpFilter::Deleter::operator()(bpf_object* object) const
{
	::bpf_object__close(object);
}

Result<XdpFilter> XdpFilter::load(const std::string& variant)
{
	const auto path = fmt::format("{}/xdpfilt_alw_{}.o", XDP_TOOLS_OBJECTS, variant);
	if (!std::filesystem::exists(path))
		return fail(ENOENT, "{} is not there; apt install xdp-tools", path);
	XdpFilter filter;
	filter.object_.reset(::bpf_object__open_file(path.c_str(), nullptr));
	bpf_object* object = filter.object_.get();
	if (object == nullptr)
		return fail_errno(errno, fmt::format("open {}", path));

	bpf_map* map = nullptr;
	bpf_object__for_each_map(map, object)::bpf_map__set_pin_path(map, nullptr); // or libbpf pins them by name
	// The same instructions, with leave to see frames of several buffers, as ctgate and the empty programs have.
	::bpf_program__set_flags(program_of(object), BPF_F_XDP_HAS_FRAGS);
	if (const int result = ::bpf_object__load(object); result < 0)
		return fail_errno(libbpf_errno(result), fmt::format("load {}", path));
	for (const Rule& rule : rules())
		if (auto added = add_rule(object, rule); !added)
			return error_of(added);
	return filter;
}

int XdpFilter::fd() const
{
	return ::bpf_program__fd(program_of(object_.get()));
}

} // namespace ctgate::bench
