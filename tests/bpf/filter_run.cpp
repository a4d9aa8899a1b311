// SPDX-License-Identifier: MIT
#include "tests/bpf/filter_run.hpp"

#include "loader/pins/map_pins.hpp"
#include "loader/program/machine.hpp"
#include "tests/e2e/command.hpp"
#include "tests/packet/network_order.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <random>
#include <stdexcept>

namespace ctgate
{
namespace
{

template <class T>
T require(Result<T> result)
{
	if (!result)
		throw std::runtime_error(result.error().message());
	return std::move(*result);
}

/// The same in every run: which sources share a bucket is no matter of luck.
HashKeys fixed_keys()
{
	std::mt19937_64 random{1};
	HashKeys keys{};
	for (auto& [a, b, c, d, e] : keys.key)
		for (__u64* part : {&a, &b, &c, &d, &e})
			*part = random();
	return keys;
}

bool is_ipv6(const std::string& address)
{
	return address.find(':') != std::string::npos;
}

std::uint8_t families_of(const std::vector<std::string>& prefixes)
{
	std::uint8_t families = 0;
	for (const auto& prefix : prefixes)
		families |= static_cast<std::uint8_t>(1 << (is_ipv6(prefix) ? CTG_IPV6 : CTG_IPV4));
	return families;
}

ctg_image image_of(const Config& config, const Sets& sets)
{
	const MachineFacts facts{.tick = kernel_tick(),
				 .keys = fixed_keys(),
				 .allow = families_of(sets.allow),
				 .deny = static_cast<std::uint8_t>(families_of(sets.deny) | families_of(sets.over))};
	ctg_image image{.abi = CTG_ABI,
			.reserved = 0,
			.policy = config.policy(),
			.machine = machine_for(config.policy(), facts)};
	// As if this machine were up for a day: a test that moves something into the past must not reach beyond its
	// start.
	const std::uint64_t ticks_per_day =
		86'400 * (CTG_TIME_PER_NS * std::uint64_t{std::nano::den}) / image.machine.tick;
	image.machine.jiffies_at_boot -= ticks_per_day;
	return image;
}

void note(Tallies& moved, const std::string& counter, const Count& by)
{
	if (by.packets != 0 || by.bytes != 0)
		moved[counter] = {by.packets, by.bytes};
}

template <class Value>
Value value_at(const UniqueFd& map, __u32 key)
{
	Value value{};
	if (::bpf_map_lookup_elem(map.get(), &key, &value) != 0)
		throw std::runtime_error("cannot read a map");
	return value;
}

template <class Value>
void put_at(const UniqueFd& map, __u32 key, const Value& value)
{
	if (::bpf_map_update_elem(map.get(), &key, &value, BPF_ANY) != 0)
		throw std::runtime_error("cannot write a map");
}

/// `first` is the lower half of what stands above the latest stamp.
__u64 aged(__u64 memory, std::uint32_t stamps)
{
	constexpr int kFirstShift = 24;
	constexpr __u64 kFirst = 0xffffffULL << kFirstShift;
	const __u64 first = (memory & kFirst) - (static_cast<__u64>(stamps) << kFirstShift);
	return (memory & ~kFirst) | (first & kFirst);
}

} // namespace

FilterRun::FilterRun(const Config& config, const Sets& sets)
    : reasons_{config.reasons()}, program_{require(Program::load(image_of(config, sets)))}, counters_{map("counters")},
      avoided_{map("avoided")}, before_{read()}
{
	constexpr std::uint64_t kNever = 0, kLongAgo = 1;
	fill_set(CTG_SET_ALLOW, sets.allow, kNever);
	fill_set(CTG_SET_DENY, sets.deny, kNever);
	fill_set(CTG_SET_DENY, sets.over, kLongAgo);
}

UniqueFd FilterRun::map(std::string_view name) const
{
	return require(program_.map(name));
}

void FilterRun::fill_set(ctg_set set, const std::vector<std::string>& prefixes, std::uint64_t expires_at) const
{
	for (const std::string& prefix : prefixes) {
		const auto slash = prefix.find('/');
		const auto bits = static_cast<__u32>(std::stoul(prefix.substr(slash + 1)));
		const auto family = is_ipv6(prefix) ? CTG_IPV6 : CTG_IPV4;
		const auto address = packet::address(family == CTG_IPV6 ? AF_INET6 : AF_INET, prefix.substr(0, slash));
		ctg_prefix6 key{.bits = bits, .address = {}}; // ctg_prefix4 is the same, but shorter
		std::ranges::copy(address, key.address);
		const ctg_set_entry entry{.expires_at = expires_at, .bits = bits, .added_at = 0};
		if (::bpf_map_update_elem(map(set_name(set, family)).get(), &key, &entry, BPF_ANY) != 0)
			throw std::runtime_error("cannot add " + prefix);
	}
}

std::uint64_t FilterRun::memory() const
{
	std::array<__u32, 32> ids{};
	bpf_prog_info info{};
	__u32 size = sizeof(info);
	info.nr_map_ids = ids.size();
	info.map_ids = reinterpret_cast<__u64>(ids.data());
	if (::bpf_obj_get_info_by_fd(program_.fd(), &info, &size) != 0)
		throw std::runtime_error("cannot ask which maps the program has");
	std::uint64_t bytes = 0;
	for (std::size_t i = 0; i < info.nr_map_ids; ++i) {
		const UniqueFd map{::bpf_map_get_fd_by_id(ids.at(i))};
		std::ifstream facts{fmt::format("/proc/self/fdinfo/{}", map.get())};
		for (std::string word; facts >> word;)
			if (std::uint64_t memory = 0; word == "memlock:" && facts >> memory)
				bytes += memory;
	}
	return bytes;
}

ctg_machine FilterRun::machine() const
{
	return require(program_.image()).machine;
}

void FilterRun::trust_conntrack(const packet::Bytes& unknown)
{
	(*this)(unknown);
	const UniqueFd learning = map("learning");
	auto learnt = value_at<ctg_learning>(learning, 0);
	if (learnt.since == 0)
		throw std::runtime_error("the frame did not make the filter begin to learn");
	learnt.last_known = learnt.since;
	put_at(learning, 0, learnt);
}

void FilterRun::age_learning(std::chrono::seconds time)
{
	const UniqueFd learning = map("learning");
	auto learnt = value_at<ctg_learning>(learning, 0);
	const auto earlier = static_cast<__u64>(std::chrono::nanoseconds{time}.count()) * CTG_TIME_PER_NS;
	learnt.since -= earlier;
	learnt.last_known -= earlier;
	put_at(learning, 0, learnt);
}

void FilterRun::age_memories(std::uint32_t stamps)
{
	const UniqueFd sketch = map("sketch");
	for (__u32 index = 0; index < CTG_SKETCH_LINES; ++index) {
		auto line = value_at<ctg_line>(sketch, index);
		if (std::ranges::count(line.memory, 0u) == CTG_LINE_MEMORIES)
			continue;
		for (__u64& memory : line.memory)
			memory = memory ? aged(memory, stamps) : 0;
		put_at(sketch, index, line);
	}
}

Counters FilterRun::read() const
{
	return require(Counters::read(counters_.get(), avoided_.get()));
}

std::uint32_t FilterRun::run(const packet::Bytes& frame, bpf_test_run_opts& options)
{
	options.sz = sizeof(options);
	options.data_in = frame.data();
	options.data_size_in = static_cast<__u32>(frame.size());
	if (const int result = ::bpf_prog_test_run_opts(program_.fd(), &options); result < 0)
		throw std::runtime_error(fmt::format("BPF_PROG_TEST_RUN: {}", std::strerror(-result)));
	return options.retval;
}

Tallies FilterRun::moved()
{
	Tallies moved;
	const Counters now = read();
	note(moved, "passed", now.passed - before_.passed);
	for (const Reason& reason : reasons_) {
		const std::string& name = reason.name;
		note(moved, "dropped " + name, now.dropped[reason.id] - before_.dropped[reason.id]);
		note(moved, "monitored " + name, now.monitored[reason.id] - before_.monitored[reason.id]);
	}
	before_ = now;
	return moved;
}

Outcome FilterRun::repeat(const packet::Bytes& frame, std::uint32_t times)
{
	bpf_test_run_opts options{};
	options.repeat = static_cast<int>(times);
	const std::uint32_t verdict = run(frame, options);
	return {verdict, moved()};
}

std::uint32_t FilterRun::verdict(const packet::Bytes& frame, std::size_t first_buffer)
{
	xdp_md context{};
	context.data_end = static_cast<__u32>(first_buffer);
	bpf_test_run_opts options{};
	if (first_buffer < frame.size()) {
		options.ctx_in = &context;
		options.ctx_size_in = sizeof(context);
	}
	return run(frame, options);
}

bool splits_frames()
try {
	const auto frame = packet::Frame{}.ipv4().tcp().bytes();
	FilterRun{Config::defaults()}.verdict(frame, frame.size() - 1);
	return true;
} catch (const std::runtime_error&) {
	return false;
}

Config all(ctg_action action)
{
	Config config = Config::defaults();
	for (const Reason& reason : config.reasons())
		config.set_action(reason.id, action);
	return without_conntrack(config);
}

Config without_conntrack(Config config)
{
	for (const Reason& reason : config.reasons())
		if (reason.topic == Topic::kConntrack)
			config.set_action(reason.id, CTG_OFF);
	return config;
}

Config only(ctg_reason reason, ctg_action action)
{
	Config config = all(CTG_OFF);
	config.set_action(reason, action);
	return config;
}

void FilterTest::SetUp()
{
	if (::geteuid() != 0)
		GTEST_SKIP() << "SKIPPED: loading and running a BPF program needs root";
	ASSERT_EQ(::unshare(CLONE_NEWNET), 0) << std::strerror(errno);
}

void ConntrackTest::SetUp()
{
	FilterTest::SetUp();
	if (IsSkipped() || HasFatalFailure())
		return;
	if (!FilterRun{Config::defaults()}.machine().conntrack)
		GTEST_SKIP() << "SKIPPED: this kernel's conntrack cannot be asked by XDP programs";
	if (e2e::run({"conntrack", "--version"}).exit_code != 0)
		GTEST_SKIP() << "SKIPPED: the command conntrack is not installed";
}

} // namespace ctgate
