// SPDX-License-Identifier: MIT
#include "userspace/doctor/proc.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>

namespace ctgate::doctor
{
namespace
{

namespace fs = std::filesystem;

constexpr const char* kConntrack = "nf_conntrack_";
constexpr const char* kCoupled[] = {"tcp_keepalive_time", "tcp_keepalive_intvl", "tcp_keepalive_probes",
				    "tcp_syncookies",     "ip_forward",          "tcp_max_syn_backlog"};
/// Columns of net/route (net/ipv4/fib_trie.c). A VPN may route 0.0.0.0/1 and 128.0.0.0/1 beside the default route.
constexpr std::size_t kInterface = 0, kDestination = 1, kMask = 7;
constexpr const char* kEverything = "00000000";
constexpr const char* kNowhere = "*"; // `ip route add unreachable default`

void read_setting(const fs::path& file, std::map<std::string, std::int64_t>& settings)
{
	std::int64_t value = 0;
	if (std::ifstream{file} >> value)
		settings[file.filename()] = value;
}

/// 0 for what is none; "Tcp: MaxConn" is -1.
std::uint64_t number_in(const std::string& text)
{
	std::uint64_t number = 0;
	std::from_chars(text.data(), text.data() + text.size(), number);
	return number;
}

/// "name value" lines: net/snmp6.
std::uint64_t line_value(const fs::path& file, const std::string& wanted)
{
	std::ifstream lines{file};
	std::string name;
	for (std::uint64_t value = 0; lines >> name >> value;)
		if (name == wanted)
			return value;
	return 0;
}

/// "TCP: inuse 7 orphan 0 ..." of net/sockstat.
std::uint64_t sockets_in_use(const fs::path& file, const std::string& wanted)
{
	std::ifstream lines{file};
	for (std::string line; std::getline(lines, line);) {
		std::istringstream words{line};
		std::string section, word;
		std::uint64_t value = 0;
		if (words >> section >> word >> value && section == wanted && word == "inuse")
			return value;
	}
	return 0;
}

} // namespace

std::map<std::string, std::int64_t> Proc::settings() const
{
	std::map<std::string, std::int64_t> settings;
	std::error_code ignored;
	for (const auto& file : fs::directory_iterator{root_ / "sys/net/netfilter", ignored})
		if (file.path().filename().string().starts_with(kConntrack))
			read_setting(file.path(), settings);
	for (const char* name : kCoupled)
		read_setting(root_ / "sys/net/ipv4" / name, settings);
	return settings;
}

/// Two lines a section: "Ip: InReceives InHdrErrors ..." and "Ip: 7 0 ...".
std::uint64_t Proc::table_value(const fs::path& file, const std::string& section, const std::string& counter) const
{
	std::ifstream lines{file};
	for (std::string header, values; std::getline(lines, header) && std::getline(lines, values);) {
		std::istringstream names{header}, numbers{values};
		std::string name, number;
		if (!(names >> name && numbers >> number) || name != section + ":")
			continue;
		while (names >> name && numbers >> number)
			if (name == counter)
				return number_in(number);
	}
	return 0;
}

std::uint64_t Proc::netstat(const std::string& section, const std::string& counter) const
{
	return table_value(net("netstat"), section, counter);
}

std::uint64_t Proc::received() const
{
	return table_value(net("snmp"), "Ip", "InReceives") + line_value(net("snmp6"), "Ip6InReceives");
}

std::uint64_t Proc::tcp_sockets() const
{
	return sockets_in_use(net("sockstat"), "TCP:") + sockets_in_use(net("sockstat6"), "TCP6:");
}

std::string Proc::uplink() const
{
	std::ifstream lines{net("route")};
	for (std::string line; std::getline(lines, line);) {
		std::istringstream words{line};
		const std::vector<std::string> columns{std::istream_iterator<std::string>{words}, {}};
		if (columns.size() > kMask && columns[kDestination] == kEverything && columns[kMask] == kEverything &&
		    columns[kInterface] != kNowhere)
			return columns[kInterface];
	}
	return "INTERFACE";
}

/// "number portid waiting mode range dropped user_dropped sequence 1" (net/netfilter/nfnetlink_queue.c); the port id is
/// that of the process, unless it asked for another.
std::vector<Queue> Proc::queues() const
{
	std::vector<Queue> queues;
	std::ifstream lines{net("netfilter/nfnetlink_queue")};
	for (std::string line; std::getline(lines, line);) {
		std::istringstream words{line};
		std::uint32_t number = 0, owner = 0;
		std::uint64_t waiting = 0;
		if (words >> number >> owner >> waiting && waiting > 0)
			queues.push_back({number, process(owner), waiting});
	}
	return queues;
}

std::optional<Proc::Slab> Proc::slab() const
{
	std::ifstream lines{root_ / "slabinfo"};
	for (std::string line; std::getline(lines, line);) {
		std::istringstream words{line};
		std::string name;
		std::uint64_t live = 0, all = 0, size = 0;
		if (words >> name >> live >> all >> size && name == "nf_conntrack")
			return Slab{.objects = live, .object_size = size};
	}
	return std::nullopt;
}

std::string Proc::process(std::uint32_t id) const
{
	std::string command;
	std::getline(std::ifstream{root_ / std::to_string(id) / "comm"}, command);
	// A process chooses its name itself, and a terminal obeys control characters.
	std::ranges::replace_if(
		command, [](unsigned char c) { return std::iscntrl(c) != 0; }, '?');
	return command.empty() ? "netlink port " + std::to_string(id) : command + " (" + std::to_string(id) + ")";
}

} // namespace ctgate::doctor
