// SPDX-License-Identifier: MIT
#include "tests/e2e/relieve.hpp"

#include <sstream>
#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

using std::chrono::seconds;

/// Entries with tuples of their own, one source address after the other.
class Composer
{
public:
	/// `like` so many times, from `source`'s neighbours.
	void add(std::uint32_t times, const std::string& source, NewEntry like)
	{
		for (; times > 0; --times) {
			like.original.source = address_of(source) + ++made_;
			entries_.push_back(like);
		}
	}

	std::vector<NewEntry> entries() const { return entries_; }

private:
	std::uint32_t made_ = 0;
	std::vector<NewEntry> entries_;
};

NewEntry web(std::uint8_t state, std::uint32_t status, seconds left)
{
	return {.original = tuple("0.0.0.0", 40000, "198.51.100.1", 443),
		.status = status,
		.left = left,
		.tcp_state = state};
}

NewEntry datagram(std::uint16_t source_port, std::uint16_t destination_port, std::uint32_t status = 0)
{
	return {.original = tuple("0.0.0.0", source_port, "198.51.100.1", destination_port),
		.protocol = IPPROTO_UDP,
		.status = status};
}

NewEntry version6(NewEntry entry)
{
	entry.original.destination = address_of("2001:db8::1");
	return entry;
}

void add_tcp(Composer& all)
{
	all.add(5, "10.0.0.0", web(TCP_CONNTRACK_TIME_WAIT, kSettled, seconds{100}));
	all.add(1, "10.0.0.0", web(TCP_CONNTRACK_FIN_WAIT, kSettled, seconds{100}));
	all.add(2, "10.0.0.0", web(TCP_CONNTRACK_CLOSE, IPS_SEEN_REPLY, seconds{100}));
	all.add(1, "2001:db8:1::", version6(web(TCP_CONNTRACK_LAST_ACK, kSettled, seconds{100})));
	all.add(2, "10.0.0.0", web(TCP_CONNTRACK_CLOSE_WAIT, kSettled, seconds{100}));
	all.add(3, "10.0.0.0", web(TCP_CONNTRACK_SYN_SENT, 0, seconds{100}));
	all.add(1, "10.0.0.0", web(TCP_CONNTRACK_SYN_SENT, kSettled, seconds{100})); // opened again
	all.add(2, "10.0.0.0", web(TCP_CONNTRACK_SYN_RECV, IPS_SEEN_REPLY, seconds{50}));
	all.add(4, "10.0.0.0", web(TCP_CONNTRACK_ESTABLISHED, kSettled, seconds{424000})); // idle for 8000 s
	all.add(2, "10.0.0.0", web(TCP_CONNTRACK_ESTABLISHED, kSettled, seconds{428000})); // for 4000 s
	all.add(3, "10.0.0.0", web(TCP_CONNTRACK_ESTABLISHED, kSettled, seconds{431990})); // active
	all.add(1, "10.0.0.0", web(TCP_CONNTRACK_ESTABLISHED, kSettled, seconds{250}));    // data under way
	all.add(2, "10.0.0.0", web(TCP_CONNTRACK_ESTABLISHED, kSettled, seconds{500000})); // outlived
	NewEntry picked_up = web(TCP_CONNTRACK_ESTABLISHED, 0, seconds{200});
	picked_up.tcp_flags = kPickedUp;
	picked_up.tcp_scale = 0;
	all.add(2, "10.0.0.0", picked_up);
	NewEntry translated = web(TCP_CONNTRACK_ESTABLISHED, kSettled, seconds{424000});
	translated.source_nat = address_of("203.0.113.1");
	all.add(1, "10.0.0.0", translated);
	NewEntry zoned = web(TCP_CONNTRACK_ESTABLISHED, kSettled, seconds{424000});
	zoned.zone = 5;
	all.add(1, "10.0.0.0", zoned);
}

void add_others(Composer& all)
{
	all.add(3, "10.0.0.0", datagram(53, 4711)); // replies that nobody asked for
	all.add(1, "2001:db8:1::", version6(datagram(1900, 4711)));
	all.add(1, "10.0.0.0", datagram(123, 123));
	all.add(3, "10.0.0.0", datagram(40000, 53));
	all.add(2, "10.0.0.0", datagram(40000, 53, IPS_SEEN_REPLY));
	all.add(1, "10.0.0.0", datagram(40000, 53, kSettled));
	all.add(2, "10.0.0.0", datagram(40000, 4789)); // tunnels
	all.add(1, "2001:db8:1::", version6(datagram(40000, 8472)));
	all.add(2, "10.0.0.0", datagram(40000, 443, IPS_SEEN_REPLY));
	NewEntry gre = datagram(0, 0);
	gre.protocol = IPPROTO_GRE;
	all.add(1, "10.0.0.0", gre);
	NewEntry echo = datagram(7, 8);
	echo.protocol = IPPROTO_ICMP;
	all.add(2, "10.0.0.0", echo);
}

} // namespace

std::vector<NewEntry> every_sort()
{
	Composer all;
	add_tcp(all);
	add_others(all);
	return all.entries();
}

Relieved::Relieved(const std::vector<NewEntry>& entries)
{
	host_.inside([&] { insert(entries); });
}

Finished Relieved::relieve(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) const
{
	std::vector<std::string> command{"env", "-u", "SSH_CONNECTION"};
	command.insert(command.end(), environment.begin(), environment.end());
	command.insert(command.end(), {CTGATE_BINARY, "relieve"});
	command.insert(command.end(), arguments.begin(), arguments.end());
	return host_.run(command);
}

nlohmann::json Relieved::report(std::vector<std::string> arguments, const std::vector<std::string>& environment) const
{
	arguments.push_back("--json");
	const auto said = relieve(arguments, environment);
	if (said.exit_code != 0)
		throw std::runtime_error(said.err);
	return nlohmann::json::parse(said.out);
}

int Relieved::count() const
{
	return std::stoi(host_.run({"conntrack", "-C"}).out);
}

std::set<std::string> Relieved::ids() const
{
	std::set<std::string> ids;
	std::istringstream lines{host_.run({"conntrack", "-L", "-o", "id"}).out};
	for (std::string line; std::getline(lines, line);)
		ids.insert(line.substr(line.rfind("id=")));
	return ids;
}

} // namespace ctgate::e2e
