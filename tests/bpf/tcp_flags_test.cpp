// SPDX-License-Identifier: MIT
#include "tests/bpf/trigger.hpp"
#include "tests/host/tcp_valid_flags.hpp"

namespace ctgate
{
namespace
{

using packet::Frame;

class TcpFlags : public FilterTest
{
};

std::vector<std::pair<std::string, Frame>> ways_to_carry_tcp()
{
	return {
		{"IPv4", Frame{}.ipv4()},
		{"IPv4 with options", Frame{}.ipv4({.options = 40})},
		{"VLAN", Frame{}.vlan(7).ipv4()},
		{"QinQ", Frame{}.vlan(7, 0x88a8).vlan(8).ipv6()},
		{"IPv6", Frame{}.ipv6()},
		{"IPv6 with extension headers",
		 Frame{}.ipv6().extension({.kind = 0}).extension({.kind = 51, .length = 12}).fragment({})},
	};
}

Outcome expected_of(std::uint8_t flags, const packet::Bytes& frame)
{
	const std::string name = expected_flags_reason(flags);
	return name.empty() ? passed(frame) : dropped(find_reason(name)->id, frame);
}

TEST_F(TcpFlags, EveryValueOfTheByteIsJudgedAsConntrackJudgesIt)
{
	FilterRun filter{Config::defaults()};
	for (const auto& [way, ip] : ways_to_carry_tcp())
		for (unsigned flags = 0; flags <= 0xff; ++flags)
			for (const bool ae : {false, true}) {
				const auto byte = static_cast<std::uint8_t>(flags);
				const auto frame = Frame{ip}.tcp({.flags = byte, .ae = ae}).bytes();
				EXPECT_EQ(filter(frame), expected_of(byte, frame)) << way << ", " << flags;
			}
}

/// Loading takes a while, so five programs must do: each id is on in a set of them of its own.
constexpr unsigned kIdBits = 5;

TEST_F(TcpFlags, EachReasonIsSwitchedByItself)
{
	for (unsigned bit = 0; bit < kIdBits; ++bit) {
		const auto is_on = [bit](const Reason& reason) { return (reason.id >> bit & 1) == 1; };
		Config config = all(CTG_OFF);
		for (const Reason& reason : reasons())
			if (reason.topic == Topic::kTcpFlags && is_on(reason))
				config.set_action(reason.id, CTG_DROP);
		FilterRun filter{config};
		for (unsigned flags = 0; flags < 64; ++flags) {
			const auto byte = static_cast<std::uint8_t>(flags);
			const auto frame = Frame{}.ipv4().tcp({.flags = byte}).bytes();
			const Reason* reason = find_reason(expected_flags_reason(byte));
			EXPECT_EQ(filter(frame), reason && is_on(*reason) ? dropped(reason->id, frame) : passed(frame))
				<< "bit " << bit << ", flags " << flags;
		}
	}
}

} // namespace
} // namespace ctgate
