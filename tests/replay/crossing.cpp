// SPDX-License-Identifier: MIT
#include "tests/replay/crossing.hpp"

#include "loader/reasons.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
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

/// A later one overrules an earlier one.
constexpr std::array<std::pair<const char*, Opinion>, 6> kSets{{{"arrived", Opinion::kFragment},
								{"new", Opinion::kNew},
								{"established", Opinion::kEstablished},
								{"related", Opinion::kRelated},
								{"untracked", Opinion::kUntracked},
								{"invalid", Opinion::kInvalid}}};

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

struct Gate {
	e2e::Wire wire;
	Filter filter;
	std::vector<Reason> reasons; ///< of the table, and of the limits in force
};

Treatment treat(const Gate& gate, const packet::Bytes& frame, std::uint32_t mark)
{
	const auto counted = e2e::count(gate.filter, [&] { gate.wire.send(frame, mark); });
	Treatment treatment;
	if (counted.dropped())
		treatment.dropped = "a reason without a name";
	for (const Reason& reason : gate.reasons) {
		if (counted.dropped(reason.id))
			treatment.dropped = reason.name;
		if (counted.after.monitored[reason.id].packets > counted.before.monitored[reason.id].packets)
			treatment.monitored.push_back(reason.name);
	}
	return treatment;
}

template <class T>
T required(Result<T> result)
{
	if (!result)
		throw std::runtime_error(result.error().message());
	return std::move(*result);
}

Gate gate_at(const e2e::Namespace& host, std::size_t number)
{
	std::optional<Gate> gate;
	host.inside([&] {
		Filter filter = required(Filter::open(kGates[number]));
		auto reasons = reasons_of(required(filter.policy()));
		gate.emplace(e2e::Wire{host, kCables[number]}, std::move(filter), std::move(reasons));
	});
	return std::move(*gate);
}

/// The marks in each set of the rules.
std::map<std::string, std::set<std::size_t>> noted(const e2e::Namespace& host)
{
	const auto listed = host.run({"nft", "--json", "list", "table", "inet", "replay"});
	if (listed.exit_code != 0)
		throw std::runtime_error(listed.err);
	std::map<std::string, std::set<std::size_t>> sets;
	const auto rules = nlohmann::json::parse(listed.out);
	for (const auto& object : rules.at("nftables"))
		if (object.contains("set"))
			for (const auto mark : object["set"].value("elem", std::vector<std::uint32_t>{}))
				sets[object["set"]["name"]].insert(mark - 1);
	return sets;
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
	e2e::eventually([&] { return arrived().size() == packets; }); // the caller sees who is missing

	std::vector<Opinion> opinions(lines.size(), Opinion::kNeverSeen);
	const auto sets = noted(host_);
	for (const auto& [set, opinion] : kSets)
		if (const auto found = sets.find(set); found != sets.end())
			for (const std::size_t line : found->second)
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
	const std::array gates{gate_at(host_, 0), gate_at(host_, 1)};
	std::vector<Treatment> treatments;
	for (std::size_t i = 0; i < lines.size(); ++i)
		treatments.push_back(treat(gates[number(lines[i].side)], lines[i].frame, mark_of(i)));
	return treatments;
}

std::set<std::size_t> Crossing::arrived() const
{
	return noted(host_)["arrived"];
}

void Crossing::forget() const
{
	std::string flushes;
	for (const auto& [set, opinion] : kSets)
		flushes += fmt::format("flush set inet replay {}\n", set);
	host_.nft(flushes);
	host_.must("conntrack -F");
}

} // namespace ctgate::replay
