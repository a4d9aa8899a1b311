// SPDX-License-Identifier: MIT
#include "tests/e2e/doctor/ward.hpp"

#include "userspace/conntrack/table.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

std::string rules()
{
	return fmt::format(R"(
table ip ward {{
	chain gate {{
		type filter hook prerouting priority -150; policy accept;
		ct state new counter
	}}
	chain exporter {{
		type filter hook prerouting priority -300; policy accept;
		tcp dport {0} notrack
		tcp sport {0} notrack
	}}
	chain scraped {{
		type filter hook output priority -300; policy accept;
		tcp dport {0} notrack
		tcp sport {0} notrack
	}}
	chain out {{
		type nat hook postrouting priority 100; policy accept;
		udp dport {1} masquerade to :1024-1123
	}}
}})",
			   kExporterPort, kNarrowPort);
}

/// Before the wire opens its socket on it.
const Namespace& connected(const Namespace& sender, const Namespace& host)
{
	sender.sysctl("net/ipv6/conf/default/disable_ipv6", 1);
	host.sysctl("net/ipv6/conf/default/disable_ipv6", 1);
	for (const char* scope : {"all", "default"})
		host.sysctl(fmt::format("net/ipv4/conf/{}/rp_filter", scope), 0);
	host.sysctl("net/ipv4/ip_forward", 1);
	host.must(fmt::format("ip link add gate0 address 02:00:00:00:00:01 type veth peer name wire netns {}\n"
			      "ip link add uplink type veth peer name silence\n"
			      "ip link set lo up\nip link set gate0 up\nip link set uplink up\nip link set silence up\n"
			      "ip address add {}/24 dev gate0\nip address add 192.0.2.2/24 dev uplink\n"
			      "ip neighbour add 192.0.2.1 lladdr 02:00:00:00:00:99 nud permanent dev uplink\n"
			      "ip route add default via 192.0.2.1 dev uplink",
			      sender.name(), kHostAddress));
	sender.must("ip link set wire up");
	host.nft(rules());
	return sender;
}

} // namespace

Ward::Ward() : wire_{connected(sender_, host_), "wire"} {}

/// By iptables: not every kernel has nft's own `queue`.
void Ward::queue(std::uint16_t port, std::uint16_t number) const
{
	const auto rule = fmt::format("PREROUTING -p udp --dport {} -j NFQUEUE --queue-num {}", port, number);
	const auto once = fmt::format("iptables -t mangle -C {0} 2>/dev/null || iptables -t mangle -A {0}", rule);
	if (const auto done = host_.run({"sh", "-c", once}); done.exit_code != 0)
		throw std::runtime_error(done.err);
}

std::uint64_t Ward::entries() const
{
	std::uint64_t entries = 0;
	host_.inside([&] {
		auto table = conntrack::Table::open();
		const auto fill = table ? table->fill() : Result<conntrack::Fill>{error_of(table)};
		if (!fill)
			throw std::runtime_error(fill.error().message());
		entries = fill->entries;
	});
	return entries;
}

void Ward::empty() const
{
	host_.must("conntrack -F");
	if (!eventually([&] { return entries() == 0; }))
		throw std::runtime_error("the table of the ward does not get empty");
}

} // namespace ctgate::e2e
