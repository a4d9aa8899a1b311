// SPDX-License-Identifier: MIT
#include "userspace/doctor/observe.hpp"

#include "userspace/doctor/census.hpp"
#include "userspace/doctor/foreign_settings.hpp"
#include "userspace/doctor/gates.hpp"
#include "userspace/doctor/kernel_log.hpp"
#include "userspace/doctor/packet_tap.hpp"
#include "userspace/doctor/proc.hpp"
#include "userspace/doctor/socket_owner.hpp"
#include "userspace/doctor/tracking_probe.hpp"

#include <netinet/tcp.h>
#include <sys/utsname.h>

#include <thread>

namespace ctgate::doctor
{
namespace
{

using Clock = std::chrono::steady_clock;
using conntrack::Kind;
using conntrack::NetworkNamespace;
using conntrack::Table;

constexpr const char* kInitialName = "the initial network namespace";
/// So few entries may be left from before, or put there by tools: then it is worth trying whether new ones come.
constexpr std::uint64_t kFewEntries = 8;
/// From this share of the table on it is worth asking which process is behind it.
constexpr double kWorthAsking = 0.05;

double seconds_of(Clock::duration time)
{
	return std::chrono::duration<double>{time}.count();
}

/// Of the namespace that the calling thread is in.
Place place_of(const NetworkNamespace& there)
{
	const bool initial = conntrack::in_initial_namespace();
	return {.inode = there.inode, .name = initial ? kInitialName : "namespace " + there.name, .initial = initial};
}

Result<Moment> moment(Table& table, const Proc& proc, std::vector<std::string>& gates)
{
	Moment now;
	const auto fill = table.fill();
	if (!fill)
		return error_of(fill);
	const auto counters = table.counters();
	if (!counters)
		return error_of(counters);
	const auto expectations = table.expectations();
	if (!expectations)
		return error_of(expectations);
	now.fill = *fill;
	now.counters = *counters;
	now.expectations = *expectations;
	now.received = proc.received();
	now.syncookies = proc.netstat("TcpExt", "SyncookiesSent");
	gates = read_gates(now);
	return now;
}

void look_at_host(Observation& seen)
{
	utsname system{};
	::uname(&system);
	seen.host = system.nodename;
	seen.kernel = system.release;
	seen.taken_at =
		std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
			.count();
}

void look_at_proc(const Proc& proc, Observation& seen)
{
	seen.settings = proc.settings();
	seen.tcp_sockets = proc.tcp_sockets();
	seen.queues = proc.queues();
	seen.uplink = proc.uplink();
	if (const auto slab = proc.slab()) {
		seen.slab_objects = slab->objects;
		seen.slab_object_size = slab->object_size;
	} else {
		seen.unseen.emplace_back("the slab cache of conntrack: /proc/slabinfo cannot be read");
	}
}

void look_at_log(Observation& seen)
{
	const auto log = read_kernel_log();
	if (!log) {
		seen.unseen.push_back(log.error().message());
		return;
	}
	const auto lines_of = [&](const Place& place) {
		const auto found = log->find(place.initial ? 0 : place.inode);
		return found == log->end() ? LogLines{} : found->second;
	};
	seen.log = lines_of(seen.place);
	for (auto& neighbour : seen.neighbours)
		neighbour.log = lines_of(neighbour.place);
}

Result<Neighbour> visit(const NetworkNamespace& there)
{
	const auto visiting = conntrack::Visiting::enter(there);
	if (!visiting)
		return error_of(visiting);
	const auto entries = conntrack::entries_here();
	if (!entries)
		return error_of(entries);
	return Neighbour{.place = place_of(there), .entries = *entries, .log = {}};
}

void look_at_neighbours(const std::vector<NetworkNamespace>& all, Observation& seen)
{
	seen.entries_everywhere = seen.entries();
	for (const NetworkNamespace& there : all) {
		if (there.inode == seen.place.inode)
			continue;
		const auto neighbour = visit(there);
		if (!neighbour) {
			seen.unseen.push_back(neighbour.error().message());
			continue;
		}
		seen.neighbours.push_back(*neighbour);
		seen.entries_everywhere += neighbour->entries;
	}
}

void look_at_settings(const sysctl::Paths& paths, Observation& seen)
{
	if (auto foreign = find_foreign_settings(paths))
		seen.foreign_settings = std::move(*foreign);
	else
		seen.unseen.push_back(foreign.error().message());
}

/// Which process opened the connections that nobody answers, and which does not close those that the other side has.
void look_for_owners(const Census& census, Observation& seen)
{
	const auto worth = [&](Kind kind) {
		const Group& group = seen.figures.of(kind);
		return static_cast<double>(group.entries) >= kWorthAsking * static_cast<double>(seen.figures.entries) &&
		       group.from_here + group.to_here > 0;
	};
	for (const Kind kind : {Kind::kConnecting, Kind::kActive, Kind::kIdle}) {
		const auto service = census.main_service(kind);
		if (!service || !worth(kind) || seen.figures.of(kind).from_here == 0)
			continue;
		const auto owner = owner_of_sockets({.states = 1 << TCP_SYN_SENT | 1 << TCP_ESTABLISHED,
						     .remote = service->destination,
						     .remote_port = service->port});
		if (owner)
			seen.owners.push_back(
				{seen.figures.of(kind).top_services.front().name, owner->process, owner->sockets});
	}
	if (!worth(Kind::kCloseWait))
		return;
	if (const auto owner = owner_of_sockets({.states = 1 << TCP_CLOSE_WAIT}))
		seen.owners.push_back({to_string(Kind::kCloseWait), owner->process, owner->sockets});
}

Result<void> count_entries(Table& table, Census& census, Observation& seen)
{
	const auto begin = Clock::now();
	const auto counted = table.for_each([&](const conntrack::Entry& entry) {
		census.add(entry);
		return conntrack::Visit::kNext;
	});
	if (!counted)
		return counted;
	const auto fill = table.fill();
	if (!fill)
		return error_of(fill);
	seen.entries_after_pass = fill->entries;
	seen.figures = census.figures();
	seen.figures.seconds = seconds_of(Clock::now() - begin);
	return {};
}

} // namespace

Result<Observation> observe(const std::vector<NetworkNamespace>& all, const ObserveOptions& options)
{
	Observation seen;
	const Proc proc;
	auto table = Table::open();
	if (!table)
		return error_of(table);
	const auto lifetimes = conntrack::Lifetimes::read();
	if (!lifetimes)
		return error_of(lifetimes);
	auto local = conntrack::LocalAddresses::read();
	if (!local)
		return error_of(local);
	seen.place = place_of(all.front());

	const auto tap = PacketTap::open();
	const auto begin = Clock::now();
	const auto before = moment(*table, proc, seen.gates);
	if (!before)
		return error_of(before);
	seen.before = *before;
	Census census{{*lifetimes, std::move(*local)}};
	if (const auto counted = count_entries(*table, census, seen); !counted)
		return error_of(counted);
	const auto passed = Clock::now();
	std::this_thread::sleep_for(options.interval);
	const auto after = moment(*table, proc, seen.gates);
	if (!after)
		return error_of(after);
	seen.after = *after;
	seen.seconds = seconds_of(Clock::now() - begin);
	seen.seconds_after_pass = seconds_of(Clock::now() - passed);
	if (const auto tapped = tap ? tap->read() : Result<Tapped>{error_of(tap)})
		seen.tapped = *tapped;
	else
		seen.unseen.push_back(tapped.error().message());

	look_at_host(seen);
	look_at_proc(proc, seen);
	look_at_neighbours(all, seen);
	look_at_log(seen);
	look_for_owners(census, seen);
	look_at_settings(options.paths, seen);
	if (seen.entries() <= kFewEntries)
		seen.tracks = conntrack_tracks();
	return seen;
}

} // namespace ctgate::doctor
