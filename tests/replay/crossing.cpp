// SPDX-License-Identifier: MIT
#include "tests/replay/crossing.hpp"

#include "userspace/config/config.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace ctgate::replay
{
namespace
{

constexpr std::array kGates{"gate-left", "gate-right"};
constexpr std::array kCables{"cable-left", "cable-right"};
constexpr int kMtu = 9100; // jumbo frames, and a tag or two

/// `arrived` stands before defragmentation (-400), the opinions behind conntrack (-200). A packet at the end of
/// its life is given more, so that the host forwards it and conntrack keeps its entry.
constexpr const char* kRules = R"(
table inet replay {
	set arrived { type mark; flags dynamic; size 65535; }
	set new { type mark; flags dynamic; size 65535; }
	set established { type mark; flags dynamic; size 65535; }
	set related { type mark; flags dynamic; size 65535; }
	set untracked { type mark; flags dynamic; size 65535; }
	set invalid { type mark; flags dynamic; size 65535; }
	chain arrival {
		type filter hook prerouting priority -450; policy accept;
		meta mark != 0 iifname "gate-*" add @arrived { meta mark }
	}
	chain opinion {
		type filter hook prerouting priority -150; policy accept;
		meta mark != 0 iifname "gate-*" jump note
		ip ttl 1 ip ttl set 64
		ip6 hoplimit 1 ip6 hoplimit set 64
	}
	chain note {
		ct state new add @new { meta mark }
		ct state established add @established { meta mark }
		ct state related add @related { meta mark }
		ct state untracked add @untracked { meta mark }
		ct state invalid add @invalid { meta mark }
	}
})";

constexpr std::array<std::pair<Opinion, const char*>, 5> kSets{{{Opinion::kNew, "new"},
								{Opinion::kEstablished, "established"},
								{Opinion::kRelated, "related"},
								{Opinion::kUntracked, "untracked"},
								{Opinion::kInvalid, "invalid"}}};

std::size_t number(Side side)
{
	return static_cast<std::size_t>(side);
}

/// Both ends are in one namespace: between two, a frame would lose the mark that it is known by.
void lay_cable(const e2e::Namespace& host, const std::string& gate, const std::string& cable)
{
	constexpr int kNoLinkLocalAddress = 1; // IN6_ADDR_GEN_MODE_NONE: the host says nothing of its own
	host.must(fmt::format("ip link add {0} mtu {2} address {3} type veth peer name {1} mtu {2}", gate, cable, kMtu,
			      kGateMac));
	host.sysctl(fmt::format("net/ipv6/conf/{}/disable_ipv6", cable), 1);
	host.sysctl(fmt::format("net/ipv6/conf/{}/addr_gen_mode", gate), kNoLinkLocalAddress);
	for (const auto& device : {gate, cable})
		host.sysctl(fmt::format("net/ipv4/conf/{}/rp_filter", device), 0);
	host.must(fmt::format("ip link set {} up\nip link set {} up", cable, gate));
}

/// Everything is forwarded to an address that nobody has, whole datagrams included.
void lead_into_silence(const e2e::Namespace& host)
{
	host.must(R"(
		ip link add uplink mtu 65535 type veth peer name silence mtu 65535
		ip link set uplink up
		ip link set silence up
		ip neighbour add 192.0.2.1 lladdr 02:00:00:00:00:99 nud permanent dev uplink
		ip neighbour add fe80::99 lladdr 02:00:00:00:00:99 nud permanent dev uplink
		ip route add default via 192.0.2.1 dev uplink onlink
		ip -6 route add default via fe80::99 dev uplink onlink)");
}

std::uint32_t mark_of(std::size_t line)
{
	return static_cast<std::uint32_t>(line + 1); // 0 is every other packet's mark
}

Treatment treatment(const e2e::Counted& counted)
{
	Treatment treatment;
	for (const Reason& reason : Config::defaults().reasons()) {
		if (counted.dropped(reason.id))
			treatment.dropped = reason.id;
		if (counted.after.monitored[reason.id].packets > counted.before.monitored[reason.id].packets)
			treatment.monitored.push_back(reason.id);
	}
	return treatment;
}

Filter filter_at(const e2e::Namespace& host, const std::string& interface)
{
	std::optional<Result<Filter>> filter;
	host.inside([&] { filter.emplace(Filter::open(interface)); });
	if (!*filter)
		throw std::runtime_error(filter->error().message());
	return std::move(**filter);
}

} // namespace

Crossing::Crossing()
{
	host_.sysctl("net/ipv4/conf/all/rp_filter", 0);
	host_.sysctl("net/ipv4/ip_forward", 1);
	host_.sysctl("net/ipv6/conf/all/forwarding", 1);
	host_.must("ip link set lo up");
	for (const Side side : {Side::kLeft, Side::kRight})
		lay_cable(host_, kGates[number(side)], kCables[number(side)]);
	lead_into_silence(host_);
	host_.nft(kRules);
}

std::vector<Opinion> Crossing::ask_conntrack(const std::vector<Line>& lines) const
{
	forget();
	const std::array wires{e2e::Wire{host_, kCables[0]}, e2e::Wire{host_, kCables[1]}};
	for (std::size_t i = 0; i < lines.size(); ++i)
		wires[number(lines[i].side)].send(lines[i].frame, mark_of(i));
	const auto packets = static_cast<std::size_t>(std::ranges::count(lines, true, &Line::is_ip));
	e2e::eventually([&] { return members("arrived").size() == packets; }); // the caller sees who is missing

	std::vector<Opinion> opinions(lines.size(), Opinion::kNeverSeen);
	for (const std::size_t line : arrived())
		opinions[line] = Opinion::kFragment;
	for (const auto& [opinion, set] : kSets)
		for (const std::size_t line : members(set))
			opinions[line] = opinion;
	return opinions;
}

void Crossing::attach(const std::vector<std::vector<std::string>>& commands) const
{
	const auto ctgate = [&](std::vector<std::string> words) {
		words.insert(words.begin(), CTGATE_BINARY);
		if (const auto finished = host_.run(words); finished.exit_code != 0)
			throw std::runtime_error(fmt::format("{}: {}", fmt::join(words, " "), finished.err));
	};
	for (const char* gate : kGates)
		ctgate({"attach", gate});
	for (const auto& command : commands)
		ctgate(command);
}

std::vector<Treatment> Crossing::ask_ctgate(const std::vector<Line>& lines) const
{
	forget();
	const std::array wires{e2e::Wire{host_, kCables[0]}, e2e::Wire{host_, kCables[1]}};
	const std::array filters{filter_at(host_, kGates[0]), filter_at(host_, kGates[1])};
	std::vector<Treatment> treatments;
	for (std::size_t i = 0; i < lines.size(); ++i) {
		const auto side = number(lines[i].side);
		treatments.push_back(
			treatment(e2e::count(filters[side], [&] { wires[side].send(lines[i].frame, mark_of(i)); })));
	}
	return treatments;
}

std::set<std::size_t> Crossing::arrived() const
{
	return members("arrived");
}

std::set<std::size_t> Crossing::members(const char* set) const
{
	const auto listed = host_.run({"nft", "--json", "list", "set", "inet", "replay", set});
	if (listed.exit_code != 0)
		throw std::runtime_error(listed.err);
	const auto object = nlohmann::json::parse(listed.out).at("nftables").at(1).at("set");
	std::set<std::size_t> lines;
	for (const auto mark : object.value("elem", std::vector<std::uint32_t>{}))
		lines.insert(mark - 1);
	return lines;
}

void Crossing::forget() const
{
	host_.nft("flush set inet replay arrived");
	for (const auto& [opinion, set] : kSets)
		host_.nft(fmt::format("flush set inet replay {}", set));
	host_.must("conntrack -F");
}

} // namespace ctgate::replay
