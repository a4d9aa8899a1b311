// SPDX-License-Identifier: MIT
#include "tests/e2e/testbed.hpp"

#include "loader/reasons.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

/// `seen` stands before defragmentation (-400), the judgement behind conntrack (-200).
constexpr const char* kRules = R"(
table inet e2e {
	counter arrived {}
	counter judged {}
	set seen_ipv4 { type ipv4_addr; flags dynamic; size 65535; }
	set seen_ipv6 { type ipv6_addr; flags dynamic; size 65535; }
	set invalid_ipv4 { type ipv4_addr; flags dynamic; size 65535; }
	set invalid_ipv6 { type ipv6_addr; flags dynamic; size 65535; }
	set fresh_ipv4 { type ipv4_addr; flags dynamic; size 65535; }
	set fresh_ipv6 { type ipv6_addr; flags dynamic; size 65535; }
	set known_ipv4 { type ipv4_addr; flags dynamic; size 65535; }
	set known_ipv6 { type ipv6_addr; flags dynamic; size 65535; }
	chain arrival {
		type filter hook prerouting priority -450; policy accept;
		iifname != "lo" counter name arrived
		add @seen_ipv4 { ip saddr }
		add @seen_ipv6 { ip6 saddr }
	}
	chain judgement {
		type filter hook prerouting priority -150; policy accept;
		ct state invalid add @invalid_ipv4 { ip saddr }
		ct state invalid add @invalid_ipv6 { ip6 saddr }
		ct state new add @fresh_ipv4 { ip saddr }
		ct state new add @fresh_ipv6 { ip6 saddr }
		ct state established,related add @known_ipv4 { ip saddr }
		ct state established,related add @known_ipv6 { ip6 saddr }
		counter name judged
	}
})";

/// By an entry of its own ctgate finds out that conntrack was flushed (bpf/check/state.bpf.h).
constexpr const char* kCanary = "192.0.0.8";

/// Nobody has the address that the uplink sends to, so nobody answers.
void lead_into_silence(const Namespace& host, const Namespace& sink)
{
	sink.sysctl("net/ipv6/conf/default/disable_ipv6", 1);
	host.must(fmt::format("ip link add uplink type veth peer name silence netns {}", sink.name()));
	sink.must("ip link set silence up");
	host.must(R"(
		ip link set uplink up
		ip neighbour add 192.0.2.1 lladdr 02:00:00:00:00:99 nud permanent dev uplink
		ip neighbour add fe80::99 lladdr 02:00:00:00:00:99 nud permanent dev uplink
		ip route add default via 192.0.2.1 dev uplink onlink
		ip -6 route add default via fe80::99 dev uplink onlink)");
}

nlohmann::json object_of(const Namespace& host, const char* kind, const std::string& name)
{
	const auto listed = host.run({"nft", "--json", "list", kind, "inet", "e2e", name});
	if (listed.exit_code != 0)
		throw std::runtime_error(listed.err);
	return nlohmann::json::parse(listed.out).at("nftables").at(1).at(kind);
}

Counted count_packets(const Filter& filter, std::uint64_t packets, const std::function<void()>& send)
{
	Counted counted{};
	counted.before = counters_of(filter);
	send();
	const bool seen = eventually([&] {
		counted.after = counters_of(filter);
		return counted.passed() + counted.dropped() >= packets;
	});
	if (!seen)
		throw std::runtime_error("the filter did not see the packet");
	return counted;
}

} // namespace

std::string address(Family family, int side, int number)
{
	const int host = number + 1; // 0 would name the network
	return family == Family::kIpv4 ? fmt::format("10.{}.{}.{}", side, host >> 8, host & 0xff)
				       : fmt::format("2001:db8:{}::{:x}", side, host);
}

Testbed::Testbed(int mtu)
{
	sender_.sysctl("net/ipv6/conf/default/disable_ipv6", 1);
	for (const char* scope : {"all", "default"})
		host_.sysctl(fmt::format("net/ipv4/conf/{}/rp_filter", scope), 0);
	constexpr int kNoLinkLocalAddress = 1; // IN6_ADDR_GEN_MODE_NONE: the host says nothing of its own
	host_.sysctl("net/ipv6/conf/default/addr_gen_mode", kNoLinkLocalAddress);
	host_.sysctl("net/ipv4/ip_forward", 1);
	host_.sysctl("net/ipv6/conf/all/forwarding", 1);

	// The address is that to which tests/packet composes frames.
	host_.must(fmt::format("ip link add {0} mtu {2} address 02:00:00:00:00:01 type veth peer name "
			       "wire mtu {2} netns {1}\nip link set {0} up\nip link set lo up",
			       interface_, sender_.name(), mtu));
	sender_.must("ip link set wire up");
	lead_into_silence(host_, sink_);
	host_.nft(kRules);
	host_.sysctl("net/netfilter/nf_conntrack_tcp_loose", 1);
}

Finished Testbed::ctgate(const std::vector<std::string>& arguments) const
{
	std::vector<std::string> command{CTGATE_BINARY};
	command.insert(command.end(), arguments.begin(), arguments.end());
	return host_.run(command);
}

std::string Testbed::ctgate_done(const std::vector<std::string>& arguments) const
{
	const auto finished = ctgate(arguments);
	if (finished.exit_code != 0)
		throw std::runtime_error(
			fmt::format("ctgate {}: {}", fmt::join(arguments, " "), finished.err + finished.out));
	return finished.out;
}

Filter Testbed::filter() const
{
	std::optional<Result<Filter>> filter;
	host_.inside([&] { filter.emplace(Filter::open(interface_)); });
	if (!*filter)
		throw std::runtime_error(filter->error().message());
	return std::move(**filter);
}

ctg_reason Testbed::reason(std::string_view name) const
{
	Filter standing = filter();
	const auto policy = standing.policy();
	if (!policy)
		throw std::runtime_error(policy.error().message());
	for (const Reason& reason : reasons_of(*policy))
		if (reason.name == name)
			return reason.id;
	throw std::invalid_argument(fmt::format("no reason {}", name));
}

std::uint64_t Testbed::counter(const std::string& name) const
{
	return object_of(host_, "counter", name).at("packets").get<std::uint64_t>();
}

std::uint64_t Testbed::arrived() const
{
	return counter("arrived");
}

void Testbed::wait_judged(std::uint64_t packets) const
{
	if (!eventually([&] { return counter("judged") - judged_before_ >= packets; }))
		throw std::runtime_error(
			fmt::format("conntrack saw {} packets of {}", counter("judged") - judged_before_, packets));
}

std::set<std::string> Testbed::members(const std::string& set) const
{
	const auto object = object_of(host_, "set", set);
	return object.value("elem", std::set<std::string>{});
}

std::set<std::string> Testbed::entries(Family family) const
{
	const auto listed = host_.run({"conntrack", "-L", "-f", to_string(family)});
	if (listed.exit_code != 0)
		throw std::runtime_error(listed.err);
	std::set<std::string> sources;
	std::istringstream lines{listed.out};
	for (std::string line; std::getline(lines, line);)
		if (const auto at = line.find("src="); at != std::string::npos)
			sources.insert(line.substr(at + 4, line.find(' ', at) - at - 4));
	sources.erase(kCanary);
	return sources;
}

Judged Testbed::judged(Family family) const
{
	const std::string suffix = fmt::format("_{}", to_string(family));
	return {.seen = members("seen" + suffix),
		.invalid = members("invalid" + suffix),
		.fresh = members("fresh" + suffix),
		.known = members("known" + suffix),
		.entries = entries(family)};
}

std::uint64_t Testbed::invalid_counter() const
{
	std::uint64_t sum = 0;
	host_.inside([&] {
		std::ifstream file{"/proc/thread-self/net/stat/nf_conntrack"};
		std::string line, word;
		std::getline(file, line);
		std::istringstream names{line};
		int column = 0;
		for (int i = 0; names >> word; ++i)
			if (word == "invalid")
				column = i;
		while (std::getline(file, line)) { // a row for each CPU
			std::istringstream row{line};
			for (int i = 0; i <= column; ++i)
				row >> word;
			sum += std::stoull(word, nullptr, 16);
		}
	});
	return sum;
}

void Testbed::forget() const
{
	for (const char* set : {"seen", "invalid", "fresh", "known"})
		for (const Family family : {Family::kIpv4, Family::kIpv6})
			host_.nft(fmt::format("flush set inet e2e {}_{}", set, to_string(family)));
	host_.must("conntrack -F");
	judged_before_ = counter("judged");
}

Counters counters_of(const Filter& filter)
{
	auto counters = filter.counters();
	if (!counters)
		throw std::runtime_error(counters.error().message());
	return *counters;
}

Counted count(const Filter& filter, const Wire& wire, const packet::Bytes& frame, int times)
{
	return count_packets(filter, static_cast<std::uint64_t>(times), [&] {
		for (int i = 0; i < times; ++i)
			wire.send(frame);
	});
}

Counted count(const Filter& filter, const std::function<void()>& send_one)
{
	return count_packets(filter, 1, send_one);
}

} // namespace ctgate::e2e
