// SPDX-License-Identifier: MIT
#include "userspace/conntrack/lifetimes.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace ctgate::conntrack
{
namespace
{

struct Sysctl {
	const char* name;
	std::chrono::seconds& value;
};

bool established(const Entry& entry)
{
	return entry.protocol == IPPROTO_TCP && entry.tcp_state == TCP_CONNTRACK_ESTABLISHED && entry.replied();
}

/// A rule or a flow table gave this entry a time that no sysctl knows of.
bool has_own_time(const Entry& entry)
{
	return entry.status & (IPS_FIXED_TIMEOUT | IPS_OFFLOAD);
}

} // namespace

Result<Lifetimes> Lifetimes::read(const std::filesystem::path& sysctls)
{
	Lifetimes times;
	const Sysctl all[] = {
		{"tcp_timeout_syn_sent", times.tcp[TCP_CONNTRACK_SYN_SENT]},
		{"tcp_timeout_syn_recv", times.tcp[TCP_CONNTRACK_SYN_RECV]},
		{"tcp_timeout_established", times.tcp[TCP_CONNTRACK_ESTABLISHED]},
		{"tcp_timeout_fin_wait", times.tcp[TCP_CONNTRACK_FIN_WAIT]},
		{"tcp_timeout_close_wait", times.tcp[TCP_CONNTRACK_CLOSE_WAIT]},
		{"tcp_timeout_last_ack", times.tcp[TCP_CONNTRACK_LAST_ACK]},
		{"tcp_timeout_time_wait", times.tcp[TCP_CONNTRACK_TIME_WAIT]},
		{"tcp_timeout_close", times.tcp[TCP_CONNTRACK_CLOSE]},
		{"tcp_timeout_unacknowledged", times.tcp_unacknowledged},
		{"tcp_timeout_max_retrans", times.tcp_max_retrans},
		{"udp_timeout", times.udp},
		{"udp_timeout_stream", times.udp_stream},
		{"icmp_timeout", times.icmp},
		{"generic_timeout", times.generic},
	};
	for (const auto& [name, value] : all) {
		const auto path = sysctls / (std::string{"nf_conntrack_"} + name);
		long seconds = 0;
		if (!(std::ifstream{path} >> seconds))
			return fail(ENOENT, "{} cannot be read; is the module nf_conntrack loaded?", path.native());
		value = std::chrono::seconds{seconds};
	}
	return times;
}

std::optional<std::chrono::seconds> Lifetimes::idle(const Entry& entry) const
{
	const auto given = tcp[TCP_CONNTRACK_ESTABLISHED];
	if (!established(entry) || has_own_time(entry) || entry.left > given)
		return std::nullopt;
	// Data that waits for its confirmation, or is sent again and again, is given minutes instead of days.
	const auto shortened = std::max(tcp_unacknowledged, tcp_max_retrans);
	if (entry.left <= shortened && given > shortened)
		return std::nullopt;
	return given - entry.left;
}

bool Lifetimes::outlived(const Entry& entry) const
{
	return established(entry) && !has_own_time(entry) && entry.left > tcp[TCP_CONNTRACK_ESTABLISHED];
}

} // namespace ctgate::conntrack
