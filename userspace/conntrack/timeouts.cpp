// SPDX-License-Identifier: MIT
#include "userspace/conntrack/timeouts.hpp"

#include <fstream>

namespace ctgate::conntrack
{
namespace
{

constexpr std::array<const char*, CTG_ENTRY_KINDS> kSysctls = {"",
							       "nf_conntrack_udp_timeout",
							       "nf_conntrack_tcp_timeout_syn_sent",
							       "nf_conntrack_tcp_timeout_unacknowledged",
							       "nf_conntrack_icmp_timeout",
							       "nf_conntrack_generic_timeout"};
constexpr const char* kLoose = "nf_conntrack_tcp_loose";

Result<long> number_in(const std::filesystem::path& path)
{
	long number = 0;
	if (std::ifstream{path} >> number)
		return number;
	return fail(ENOENT, "{} cannot be read; is the module nf_conntrack loaded?", path.native());
}

} // namespace

Result<Timeouts> Timeouts::read(const std::filesystem::path& sysctls)
{
	std::array<std::chrono::seconds, CTG_ENTRY_KINDS> by_kind{};
	for (std::size_t kind = CTG_ENTRY_UDP; kind < CTG_ENTRY_KINDS; ++kind) {
		const auto seconds = number_in(sysctls / kSysctls[kind]);
		if (!seconds)
			return error_of(seconds);
		by_kind[kind] = std::chrono::seconds{*seconds};
	}
	const auto loose = number_in(sysctls / kLoose);
	if (!loose)
		return error_of(loose);
	if (*loose == 0)
		by_kind[CTG_ENTRY_TCP_ACK] = std::chrono::seconds{0};
	return Timeouts{by_kind};
}

} // namespace ctgate::conntrack
