// SPDX-License-Identifier: MIT
// ctgate-flood: sends an attack on conntrack from an interface of a network namespace that a test made.
//
// Composes all frames, writes `ready`, waits for a line on standard input, sends at the asked rate for the asked
// time, and writes what it sent as one line of JSON.
#include "tests/tools/attack.hpp"

#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <span>
#include <system_error>
#include <thread>

namespace
{

using namespace ctgate;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 32;
constexpr double kMostShots = 4e6; // 600 MB of frames

struct Sent {
	std::array<std::uint64_t, flood::kKindNames.size()> by_kind{};
	std::uint64_t refused = 0; ///< the interface's queue was full
	double seconds = 0;
	double cpu_seconds = 0; ///< in this thread, with the receiving side of a veth that runs in it
};

[[noreturn]] void give_up(const std::string& what)
{
	throw std::system_error(errno, std::generic_category(), what);
}

/// A socket that hands frames straight to the interface's driver, and receives nothing.
int open_socket(const std::string& interface)
{
	const int fd = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0)
		give_up("open a packet socket");
	sockaddr_ll address{};
	address.sll_family = AF_PACKET;
	address.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
	if (address.sll_ifindex == 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0)
		give_up("bind to " + interface);
	const int on = 1;
	if (::setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof(on)) != 0)
		give_up("bypass the queueing discipline");
	return fd;
}

/// How many went out; a frame that the interface refuses is not tried again.
std::size_t send_batch(int fd, std::span<const flood::Shot> shots, Sent& sent)
{
	std::array<iovec, kBatch> parts{};
	std::array<mmsghdr, kBatch> messages{};
	for (std::size_t i = 0; i < shots.size(); ++i) {
		parts[i] = {const_cast<std::uint8_t*>(shots[i].frame.data()), shots[i].frame.size()};
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	const int went = ::sendmmsg(fd, messages.data(), static_cast<unsigned>(shots.size()), 0);
	if (went < 0 && errno != ENOBUFS && errno != EAGAIN && errno != EINTR)
		give_up("send");
	if (went <= 0) {
		++sent.refused;
		return 1;
	}
	for (const auto& shot : shots.first(static_cast<std::size_t>(went)))
		++sent.by_kind[static_cast<std::size_t>(shot.kind)];
	return static_cast<std::size_t>(went);
}

double cpu_seconds()
{
	timespec now{};
	::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Keeps to the schedule on average; after the asked time it stops, also when it is behind.
Sent send_all(int fd, std::span<const flood::Shot> shots, double seconds)
{
	Sent sent;
	const auto start = Clock::now();
	const double cpu_at_start = cpu_seconds();
	const auto since_start = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
	const double interval = seconds / static_cast<double>(shots.size());

	for (std::size_t next = 0; next < shots.size() && since_start() < seconds;) {
		const double ahead = static_cast<double>(next) * interval - since_start();
		if (ahead > 0)
			std::this_thread::sleep_for(std::chrono::duration<double>(ahead));
		next += send_batch(fd, shots.subspan(next, std::min(kBatch, shots.size() - next)), sent);
	}
	sent.seconds = since_start();
	sent.cpu_seconds = cpu_seconds() - cpu_at_start;
	return sent;
}

void report(const Sent& sent)
{
	fmt::print("{{");
	for (std::size_t kind = 0; kind < flood::kKindNames.size(); ++kind)
		fmt::print("\"{}\": {}, ", flood::kKindNames[kind], sent.by_kind[kind]);
	fmt::print("\"refused\": {}, \"seconds\": {:.3f}, \"cpu_seconds\": {:.3f}}}\n", sent.refused, sent.seconds,
		   sent.cpu_seconds);
}

packet::Bytes parse_mac(const std::string& text)
{
	packet::Bytes mac(6);
	if (std::sscanf(text.c_str(), "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4],
			&mac[5]) != 6)
		throw std::invalid_argument("not a MAC address: " + text);
	return mac;
}

void run(const std::string& interface, const flood::Options& options)
{
	const int fd = open_socket(interface);
	const auto shots = flood::compose(options);
	if (shots.empty())
		throw std::invalid_argument("nothing to send: give a rate");
	fmt::print("ready\n");
	std::fflush(stdout);
	if (std::getchar() == EOF)
		return;
	report(send_all(fd, shots, options.seconds));
	::close(fd);
}

} // namespace

int main(int argc, char** argv)
{
	flood::Options options;
	std::string interface, mac;
	CLI::App app{"Sends an attack on conntrack; only into network namespaces made for it"};
	app.add_option("--interface", interface)->required();
	app.add_option("--mac", mac, "Of the interface under attack")->required();
	app.add_option("--seconds", options.seconds)->check(CLI::Range(0.1, 60.0));
	app.add_option("--malformed", options.rate[0], "SYN+FIN, NULL and XMAS segments a second");
	app.add_option("--queries", options.rate[1], "DNS queries a second, each from a made-up source");
	app.add_option("--replies", options.rate[2], "DNS replies that nobody asked for, a second");
	app.add_option("--reflectors", options.reflector_count, "How many addresses the replies come from")
		->check(CLI::Range(1, 65534));
	CLI11_PARSE(app, argc, argv);
	try {
		double shots = 0;
		for (const auto rate : options.rate)
			shots += rate * options.seconds;
		if (shots > kMostShots)
			throw std::invalid_argument(fmt::format("more than {} frames", kMostShots));
		options.mac = parse_mac(mac);
		run(interface, options);
	} catch (const std::exception& error) {
		fmt::print(stderr, "ctgate-flood: {}\n", error.what());
		return 1;
	}
	return 0;
}
