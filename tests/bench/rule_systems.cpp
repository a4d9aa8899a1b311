// SPDX-License-Identifier: MIT
#include "tests/bench/system.hpp"

#include <fstream>
#include <sstream>

namespace ctgate::bench
{
namespace
{

/// `-m limit --limit 100/sec --limit-burst 200`, here and in nft's words.
constexpr Allowance kLimit = {.rate = 100, .burst = 200};

constexpr const char* kNftRules = R"(
table netdev bench {
	counter dropped { }
	chain ingress {
		type filter hook ingress device gate0 priority filter; policy accept;
		tcp flags & (fin|syn|rst|psh|ack|urg) == 0x0 counter name dropped drop
		tcp flags & (syn|fin) == (syn|fin) counter name dropped drop
		udp dport 53 limit rate over 100/second burst 200 packets counter name dropped drop
	}
}
)";

/// What the article adds to INPUT. `-m limit` lets through what is within the limit; the rest is dropped.
constexpr const char* kArticleRules[] = {
	"-p tcp --tcp-flags ALL NONE -j DROP",
	"-p tcp --tcp-flags SYN,FIN SYN,FIN -j DROP",
	"-p udp --dport 53 -m limit --limit 100/sec --limit-burst 200 -j ACCEPT",
	"-p udp --dport 53 -j DROP",
};

/// What a host has in INPUT whose conntrack is in use: the kernel does not track for nothing.
constexpr const char* kConntrackRule = "-m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT";

Result<void> iptables(const std::string& table, const std::string& chain, const std::string& rule)
{
	std::vector<std::string> words{"iptables", "-w", "-t", table, "-A", chain};
	std::istringstream stream{rule};
	for (std::string word; stream >> word;)
		words.push_back(word);
	if (auto done = command(words); !done)
		return error_of(done);
	return {};
}

Result<void> iptables_article(const std::string& table, const std::string& chain)
{
	for (const char* rule : kArticleRules)
		if (auto added = iptables(table, chain, rule); !added)
			return added;
	return {};
}

/// iptables-save writes "[packets:bytes] -A CHAIN ... -j DROP".
Result<std::uint64_t> dropped_by_iptables(const std::string& table)
{
	const auto saved = command({"iptables-save", "-c", "-t", table});
	if (!saved)
		return error_of(saved);
	std::uint64_t packets = 0;
	std::istringstream lines{*saved};
	for (std::string line; std::getline(lines, line);)
		if (line.starts_with('[') && line.ends_with("-j DROP"))
			packets += std::stoull(line.substr(1));
	return packets;
}

/// "counter dropped { packets 12 bytes 720 }", over some lines.
Result<std::uint64_t> dropped_by_nft()
{
	const auto listed = command({"nft", "list", "counter", "netdev", "bench", "dropped"});
	if (!listed)
		return error_of(listed);
	constexpr std::string_view kBefore = "packets ";
	const auto at = listed->find(kBefore);
	if (at == listed->npos)
		return fail(EPROTO, "nft tells no packets: {}", *listed);
	return std::stoull(listed->substr(at + kBefore.size()));
}

/// Sums the column over CPUs: a line of names, then a line of hexadecimal numbers for each.
std::uint64_t conntrack_stat(const std::string& name)
{
	std::ifstream file{"/proc/thread-self/net/stat/nf_conntrack"};
	std::string line, word;
	std::getline(file, line);
	std::istringstream names{line};
	std::size_t column = 0;
	while (names >> word && word != name)
		++column;
	std::uint64_t sum = 0;
	while (std::getline(file, line)) {
		std::istringstream numbers{line};
		for (std::size_t at = 0; numbers >> word; ++at)
			sum += at == column ? std::stoull(word, nullptr, 16) : 0;
	}
	return sum;
}

/// Has an entry of what was let in, or has called a malformed segment invalid.
Result<void> conntrack_is_at_work()
{
	if (conntrack_stat("entries") + conntrack_stat("invalid") == 0)
		return fail(EPROTO, "conntrack saw none of the packets");
	return {};
}

System nft_ingress()
{
	return {.name = "nft, netdev ingress",
		.role = Role::kNftIngress,
		.allowance = kLimit,
		.stand = [](const Stage&) -> Result<void> {
			if (auto done = command({"nft", kNftRules}); !done)
				return error_of(done);
			return {};
		},
		.judged = dropped_by_nft};
}

System iptables_raw()
{
	return {.name = "iptables, raw",
		.role = Role::kOther,
		.allowance = kLimit,
		.stand = [](const Stage&) { return iptables_article("raw", "PREROUTING"); },
		.judged = [] { return dropped_by_iptables("raw"); }};
}

System input_rules()
{
	return {.name = "iptables, INPUT, conntrack",
		.role = Role::kInputRules,
		.allowance = kLimit,
		.stand = [](const Stage&) -> Result<void> {
			if (auto added = iptables("filter", "INPUT", kConntrackRule); !added)
				return added;
			return iptables_article("filter", "INPUT");
		},
		.judged = [] { return dropped_by_iptables("filter"); },
		.prove = conntrack_is_at_work};
}

} // namespace

std::vector<System> rule_systems()
{
	return {nft_ingress(), iptables_raw(), input_rules()};
}

Result<std::string> iptables_version()
{
	auto version = command({"iptables", "--version"});
	if (version && version->ends_with('\n'))
		version->pop_back();
	return version;
}

} // namespace ctgate::bench
