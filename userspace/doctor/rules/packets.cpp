// SPDX-License-Identifier: MIT
// Packets that never become entries.
#include "userspace/doctor/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ctgate::doctor::rules
{
namespace
{

constexpr double kMalformedRate = 50; // a second: no stack sends any
constexpr double kMalformedShare = 0.01;
constexpr double kInvalidRate = 100;
constexpr double kInvalidShare = 0.05;
constexpr double kWeight = 0.6;
constexpr double kWeightInvalid = 0.3;
/// When most of what a full table refuses is malformed, then no customer is refused.
constexpr double kExplains = 0.4;

struct Rates {
	double malformed = 0, tcp = 0, invalid = 0, received = 0;
};

Rates rates_of(const Observation& seen)
{
	Rates rates{.invalid = seen.per_second(&conntrack::Counters::invalid),
		    .received = seen.per_second(&Moment::received)};
	if (seen.tapped && seen.seconds > 0) {
		rates.malformed = static_cast<double>(seen.tapped->malformed) / seen.seconds;
		rates.tcp = static_cast<double>(seen.tapped->tcp) / seen.seconds;
	}
	return rates;
}

Remedy gate(const Observation& seen)
{
	if (!seen.gates.empty())
		return {.command = "ctgate status",
			.effect = fmt::format("ctgate stands on {}, and these came in past it or it is disarmed",
					      seen.gates.front()),
			.risk = ""};
	return {.command = fmt::format("ctgate attach {}", seen.uplink),
		.effect = "drops them at the NIC, before conntrack allocates anything for them",
		.risk = "attaching resets the link of some NICs for a moment"};
}

std::optional<Finding> only_invalid(const Rates& rates)
{
	return Finding{
		.cause = Cause::kMalformed,
		.weight = kWeightInvalid,
		.verdict = fmt::format(
			"{} packets are INVALID to conntrack, though their flags are in order: out of window, bad "
			"checksums, replies without a question",
			rate(rates.invalid)),
		.evidence = {{fmt::format("{} of the packets that came in", percent(rates.invalid / rates.received)),
			      "conntrack -S | grep -o ' invalid=[0-9]*'"},
			     {"which ones, the kernel's log says while this is set; for a minute, not longer",
			      "sysctl net.netfilter.nf_conntrack_log_invalid=6"}},
		.remedies = {{.command = "ctgate tune plan",
			      .effect = "says whether tcp_be_liberal fits this host (asymmetric routes, offload)",
			      .risk = ""}}};
}

} // namespace

std::optional<Finding> malformed(const Case& host)
{
	const Rates rates = rates_of(host.seen);
	if (rates.malformed < kMalformedRate || rates.malformed < kMalformedShare * rates.tcp) {
		const bool many = rates.invalid >= kInvalidRate && rates.invalid >= kInvalidShare * rates.received;
		return many && rates.received > 0 ? only_invalid(rates) : std::nullopt;
	}
	Finding finding{
		.cause = Cause::kMalformed,
		.weight = kWeight + kExplains * host.malformed_part_of_refused(),
		.verdict = fmt::format(
			"{} TCP segments come in with flags that no stack sends ({} of TCP): a scan or a flood. "
			"They never stay in the table, but each costs an allocation, and in a full table a place",
			rate(rates.malformed), percent(std::min(1.0, rates.malformed / rates.tcp))),
		.evidence = {{"NULL, FIN, Christmas tree, SYN+FIN and the like, counted by a packet socket",
			      "tcpdump -ni any -c 20 'tcp[13] & 0x37 = 0 or tcp[13] & 3 = 3 or tcp[13] & 0x17 = 1'"},
			     {fmt::format("conntrack rejects {} as INVALID", rate(rates.invalid)),
			      "conntrack -S | grep -o ' invalid=[0-9]*'"}},
		.remedies = {gate(host.seen)}};
	if (host.refused() > 0)
		finding.evidence.push_back(
			{fmt::format("the full table refuses {}: of these up to {} are malformed, not customers",
				     rate(host.refused()), percent(host.malformed_part_of_refused())),
			 "conntrack -S | grep -o ' drop=[0-9]*'"});
	return finding;
}

} // namespace ctgate::doctor::rules
