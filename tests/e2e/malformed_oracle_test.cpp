// SPDX-License-Identifier: MIT
// Packets that are malformed below or beside the TCP flags, and their well-formed twins: what conntrack
// accepts passes; what ctgate drops conntrack calls invalid, or, of fragments, never sees.
#include "loader/reasons.hpp"
#include "tests/e2e/testbed.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <iostream>
#include <string_view>
#include <vector>

namespace ctgate::e2e
{
namespace
{

using packet::Bytes;
using packet::Frame;

/// What conntrack makes of a packet.
enum class Opinion { kAccepts, kInvalid, kNeverSees };

constexpr std::string_view to_string(Opinion opinion)
{
	return opinion == Opinion::kAccepts ? "accepts" : opinion == Opinion::kInvalid ? "invalid" : "never sees";
}

/// A packet, composed for the source address that tells it from the others.
struct Specimen {
	std::string_view what;
	Family family;
	std::function<Frame(const std::string& source, const std::string& destination)> compose;
	std::string_view reason = ""; ///< that ctgate drops it for; none when it must pass
	std::size_t padded_to = 0;    ///< bytes of frame; 0 adds no padding
};

Frame ipv4(const std::string& source, const std::string& destination, packet::Ipv4 header = {})
{
	header.source = source;
	header.destination = destination;
	return Frame{}.ipv4(header);
}

Frame ipv6(const std::string& source, const std::string& destination, packet::Ipv6 header = {})
{
	header.source = source;
	header.destination = destination;
	return Frame{}.ipv6(header);
}

#define COMPOSE(...) [](const std::string& from, const std::string& to) -> Frame { return __VA_ARGS__; }

std::vector<Specimen> transport_specimens()
{
	return {
		{"TCP whole", Family::kIpv4, COMPOSE(ipv4(from, to).tcp())},
		{"TCP with options and data", Family::kIpv4, COMPOSE(ipv4(from, to).tcp({.options = 40}).payload(9))},
		{"TCP padded by Ethernet", Family::kIpv4, COMPOSE(ipv4(from, to).tcp()), "", 60},
		{"TCP header of 12 bytes", Family::kIpv4, COMPOSE(ipv4(from, to, {.total_length = 32}).tcp()),
		 "tcp_truncated"},
		{"TCP header of 19 bytes", Family::kIpv4, COMPOSE(ipv4(from, to, {.total_length = 39}).tcp()),
		 "tcp_truncated", 60},
		{"TCP with no byte", Family::kIpv4, COMPOSE(ipv4(from, to, {.protocol = 6})), "tcp_truncated", 60},
		{"TCP header of 12 bytes", Family::kIpv6, COMPOSE(ipv6(from, to, {.payload_length = 12}).tcp()),
		 "tcp_truncated"},
		{"TCP data offset 4", Family::kIpv4, COMPOSE(ipv4(from, to).tcp({.data_offset = 4})),
		 "tcp_data_offset"},
		{"TCP data offset 15 without options", Family::kIpv4,
		 COMPOSE(ipv4(from, to).tcp({.data_offset = 15}).payload(39)), "tcp_data_offset"},
		{"TCP data offset 15, padding for options", Family::kIpv4,
		 COMPOSE(ipv4(from, to).tcp({.data_offset = 15})), "tcp_data_offset", 120},
		{"TCP data offset 15, 40 bytes behind", Family::kIpv4,
		 COMPOSE(ipv4(from, to).tcp({.data_offset = 15}).payload(40))},
		{"TCP data offset 0", Family::kIpv6, COMPOSE(ipv6(from, to).tcp({.data_offset = 0})),
		 "tcp_data_offset"},
		{"UDP whole", Family::kIpv4, COMPOSE(ipv4(from, to).udp().payload(30))},
		{"UDP without data", Family::kIpv4, COMPOSE(ipv4(from, to).udp())},
		{"UDP header of 4 bytes", Family::kIpv4, COMPOSE(ipv4(from, to, {.total_length = 24}).udp()),
		 "udp_truncated"},
		{"UDP header of 7 bytes", Family::kIpv6, COMPOSE(ipv6(from, to, {.payload_length = 7}).udp()),
		 "udp_truncated"},
		{"UDP length 7", Family::kIpv4, COMPOSE(ipv4(from, to).udp({.length = 7}).payload(30)), "udp_length"},
		{"UDP length 0", Family::kIpv4, COMPOSE(ipv4(from, to).udp({.length = 0}).payload(30)), "udp_length"},
		{"UDP length 1 beyond", Family::kIpv4, COMPOSE(ipv4(from, to).udp({.length = 39}).payload(30)),
		 "udp_length"},
		{"UDP length 1 beyond, into padding", Family::kIpv4, COMPOSE(ipv4(from, to).udp({.length = 9})),
		 "udp_length", 60},
		{"UDP length 65535", Family::kIpv6, COMPOSE(ipv6(from, to).udp({.length = 65535})), "udp_length"},
		{"UDP with data behind its length", Family::kIpv4,
		 COMPOSE(ipv4(from, to).udp({.length = 8}).payload(30))},
	};
}

std::vector<Specimen> icmp_specimens()
{
	return {
		{"echo request", Family::kIpv4, COMPOSE(ipv4(from, to).icmp().payload(30))},
		{"echo request without data", Family::kIpv4, COMPOSE(ipv4(from, to).icmp()), "", 60},
		{"ICMP header of 7 bytes", Family::kIpv4, COMPOSE(ipv4(from, to, {.total_length = 27}).icmp()),
		 "icmp_truncated", 60},
		{"ICMP with no byte", Family::kIpv4, COMPOSE(ipv4(from, to, {.protocol = 1})), "icmp_truncated", 60},
		{"echo request", Family::kIpv6, COMPOSE(ipv6(from, to).icmpv6().payload(30))},
		{"ICMPv6 header of 7 bytes", Family::kIpv6, COMPOSE(ipv6(from, to, {.payload_length = 7}).icmpv6()),
		 "icmp_truncated"},
		{"first fragment, 4 bytes of ICMP", Family::kIpv4,
		 COMPOSE(ipv4(from, to, {.more_fragments = true, .total_length = 24}).icmp()), "tiny_fragment"},
	};
}

std::vector<Specimen> network_specimens()
{
	constexpr std::uint8_t kHopByHop = 0, kAh = 51, kDestination = 60;
	return {
		{"IPv4 with 4 bytes of options", Family::kIpv4, COMPOSE(ipv4(from, to, {.options = 4}).tcp())},
		{"IPv4 with 40 bytes of options", Family::kIpv4, COMPOSE(ipv4(from, to, {.options = 40}).udp())},
		{"NULL behind 40 bytes of options", Family::kIpv4,
		 COMPOSE(ipv4(from, to, {.options = 40}).tcp({.flags = 0})), "tcp_flags_null"},
		{"hop-by-hop", Family::kIpv6, COMPOSE(ipv6(from, to).extension({.kind = kHopByHop}).tcp())},
		{"NULL behind hop-by-hop", Family::kIpv6,
		 COMPOSE(ipv6(from, to).extension({.kind = kHopByHop}).tcp({.flags = 0})), "tcp_flags_null"},
		{"SYN+FIN behind 256 bytes of destination options", Family::kIpv6,
		 COMPOSE(ipv6(from, to).extension({.kind = kDestination, .length = 256}).tcp({.flags = 3})),
		 "tcp_flags_syn_fin"},
		{"SYN behind AH", Family::kIpv6, COMPOSE(ipv6(from, to).extension({.kind = kAh, .length = 24}).tcp())},
		{"NULL behind AH of 28 bytes", Family::kIpv6,
		 COMPOSE(ipv6(from, to).extension({.kind = kAh, .length = 28}).tcp({.flags = 0})), "tcp_flags_null"},
		{"NULL behind three headers", Family::kIpv6,
		 COMPOSE(ipv6(from, to)
				 .extension({.kind = kHopByHop})
				 .extension({.kind = kDestination, .length = 24})
				 .extension({.kind = kAh, .length = 16})
				 .tcp({.flags = 0})),
		 "tcp_flags_null"},
		{"SYN in an atomic fragment", Family::kIpv6, COMPOSE(ipv6(from, to).fragment({}).tcp())},
		{"NULL in an atomic fragment", Family::kIpv6, COMPOSE(ipv6(from, to).fragment({}).tcp({.flags = 0})),
		 "tcp_flags_null"},
	};
}

std::vector<Specimen> fragment_specimens()
{
	return {
		{"first fragment, TCP header complete", Family::kIpv4,
		 COMPOSE(ipv4(from, to, {.more_fragments = true}).tcp().payload(4))},
		{"first fragment, 8 bytes of TCP", Family::kIpv4,
		 COMPOSE(ipv4(from, to, {.more_fragments = true, .total_length = 28}).tcp()), "tiny_fragment"},
		{"first fragment, NULL", Family::kIpv4,
		 COMPOSE(ipv4(from, to, {.more_fragments = true}).tcp({.flags = 0}).payload(4)), "tcp_flags_null"},
		{"first fragment, UDP longer than it", Family::kIpv4,
		 COMPOSE(ipv4(from, to, {.more_fragments = true}).udp({.length = 100}).payload(16))},
		{"later fragment that looks like NULL", Family::kIpv4,
		 COMPOSE(ipv4(from, to, {.fragment_offset = 8}).tcp({.flags = 0}))},
		{"later fragment that looks like UDP of length 0", Family::kIpv4,
		 COMPOSE(ipv4(from, to, {.fragment_offset = 8}).udp({.length = 0}))},
		{"first fragment, TCP header complete", Family::kIpv6,
		 COMPOSE(ipv6(from, to).fragment({.more = true}).tcp().payload(4))},
		{"first fragment, 8 bytes of TCP", Family::kIpv6,
		 COMPOSE(ipv6(from, to, {.payload_length = 16}).fragment({.more = true}).tcp()), "tiny_fragment"},
		{"later fragment that looks like NULL", Family::kIpv6,
		 COMPOSE(ipv6(from, to).fragment({.offset = 8}).tcp({.flags = 0}))},
	};
}

/// VLAN 0 is a priority tag (IEEE 802.1Q clause 6.9): Linux takes it off without a VLAN device.
std::vector<Specimen> vlan_specimens()
{
	const auto tagged = [](std::vector<std::uint16_t> tags, std::uint8_t flags) {
		return [tags, flags](const std::string& from, const std::string& to) {
			Frame frame;
			for (const auto ethertype : tags)
				frame.vlan(0, ethertype);
			return frame.ipv4({.source = from, .destination = to}).tcp({.flags = flags});
		};
	};
	return {
		{"SYN in 802.1Q", Family::kIpv4, tagged({0x8100}, packet::kSyn)},
		{"NULL in 802.1Q", Family::kIpv4, tagged({0x8100}, 0), "tcp_flags_null"},
		{"SYN in 802.1ad", Family::kIpv4, tagged({0x88a8}, packet::kSyn)},
		{"SYN in QinQ", Family::kIpv4, tagged({0x88a8, 0x8100}, packet::kSyn)},
		{"NULL in QinQ", Family::kIpv4, tagged({0x88a8, 0x8100}, 0), "tcp_flags_null"},
		{"SYN+FIN in 802.1Q twice", Family::kIpv4, tagged({0x8100, 0x8100}, packet::kSyn | packet::kFin),
		 "tcp_flags_syn_fin"},
	};
}

Bytes frame_of(const Specimen& specimen, int number)
{
	const Frame frame = specimen.compose(address(specimen.family, 1, number), address(specimen.family, 2, number));
	return frame.padded(specimen.padded_to);
}

Opinion opinion_of(const Judged& judged, const std::string& source)
{
	if (judged.invalid.contains(source))
		return Opinion::kInvalid;
	return judged.fresh.contains(source) ? Opinion::kAccepts : Opinion::kNeverSees;
}

std::vector<Opinion> ask_conntrack(const Testbed& bed, const std::vector<Specimen>& specimens)
{
	const Wire wire = bed.wire();
	const std::uint64_t before = bed.arrived();
	int number = 0;
	for (const auto& specimen : specimens)
		wire.send(frame_of(specimen, number++));
	EXPECT_TRUE(eventually([&] { return bed.arrived() - before == specimens.size(); }))
		<< bed.arrived() - before << " of " << specimens.size() << " reached the host's stack";

	const Judged by_family[] = {bed.judged(Family::kIpv4), bed.judged(Family::kIpv6)};
	std::vector<Opinion> opinions;
	number = 0;
	for (const auto& specimen : specimens)
		opinions.push_back(opinion_of(by_family[static_cast<int>(specimen.family)],
					      address(specimen.family, 1, number++)));
	return opinions;
}

/// The reason that ctgate dropped this one packet for; empty when it passed.
std::string_view ask_ctgate(const Filter& filter, const Wire& wire, const Bytes& frame)
{
	const Counted counted = count(filter, wire, frame);
	for (const Reason& reason : reasons())
		if (counted.dropped(reason.id))
			return reason.name;
	return "";
}

void compare(const std::vector<Specimen>& specimens)
{
	const Testbed bed;
	// Checksums are left to conntrack; nothing here shall be invalid for one.
	bed.host().sysctl("net/netfilter/nf_conntrack_checksum", 0);
	const std::vector<Opinion> opinions = ask_conntrack(bed, specimens);

	bed.ctgate_done({"attach", bed.interface()});
	const Filter filter = bed.filter();
	const Wire wire = bed.wire();
	for (int number = 0; number < std::ssize(specimens); ++number) {
		const auto& specimen = specimens[static_cast<std::size_t>(number)];
		const Opinion opinion = opinions[static_cast<std::size_t>(number)];
		const auto reason = ask_ctgate(filter, wire, frame_of(specimen, number));
		SCOPED_TRACE(fmt::format("{}, {}", to_string(specimen.family), specimen.what));
		EXPECT_EQ(reason, specimen.reason);
		EXPECT_FALSE(opinion == Opinion::kAccepts && !reason.empty()) << "conntrack accepts it";
		EXPECT_FALSE(opinion == Opinion::kInvalid && reason.empty()) << "conntrack calls it invalid";
		std::cout << fmt::format("  {}  {:<48} conntrack {:<11} ctgate {}\n", to_string(specimen.family),
					 specimen.what, to_string(opinion),
					 reason.empty() ? "passes" : fmt::format("drops: {}", reason));
	}
}

class MalformedOracle : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}
};

TEST_F(MalformedOracle, AgreesOnTransportHeaders)
{
	compare(transport_specimens());
}

TEST_F(MalformedOracle, AgreesOnIcmp)
{
	compare(icmp_specimens());
}

TEST_F(MalformedOracle, AgreesBehindOptionsAndExtensionHeaders)
{
	compare(network_specimens());
}

TEST_F(MalformedOracle, AgreesOnFragments)
{
	compare(fragment_specimens());
}

TEST_F(MalformedOracle, AgreesInsideVlanTags)
{
	compare(vlan_specimens());
}

} // namespace
} // namespace ctgate::e2e
