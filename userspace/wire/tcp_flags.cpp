// SPDX-License-Identifier: MIT
#include "userspace/wire/tcp_flags.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace ctgate::wire
{
namespace
{

struct Flag {
	TcpFlags bit;
	char letter;  ///< as it is typed
	char tcpdump; ///< as it is shown
	std::string_view name;
};

/// In the order in which tcpdump shows them.
constexpr std::array kFlags = {
	Flag{0x001, 'F', 'F', "FIN"}, Flag{0x002, 'S', 'S', "SYN"}, Flag{0x004, 'R', 'R', "RST"},
	Flag{0x008, 'P', 'P', "PSH"}, Flag{0x010, 'A', '.', "ACK"}, Flag{0x020, 'U', 'U', "URG"},
	Flag{0x040, 'E', 'E', "ECE"}, Flag{0x080, 'W', 'W', "CWR"}, Flag{0x100, 'N', 'e', "AE"},
};

} // namespace

Result<TcpFlags> parse_tcp_flags(std::string_view text)
{
	if (text == "none")
		return TcpFlags{0};
	TcpFlags flags = 0;
	for (const char typed : text) {
		const char letter =
			typed == '.' ? 'A' : static_cast<char>(std::toupper(static_cast<unsigned char>(typed)));
		const auto flag = std::ranges::find(kFlags, letter, &Flag::letter);
		if (flag == kFlags.end())
			return fail(EINVAL,
				    "`{}` in `{}` is not a TCP flag; write letters of F S R P A U E W N, for example "
				    "SA for SYN ACK, or none",
				    typed, text);
		flags = static_cast<TcpFlags>(flags | flag->bit);
	}
	if (flags == 0)
		return fail(EINVAL, "no TCP flags given; for a segment without any write --flags none");
	return flags;
}

std::string tcp_flag_letters(TcpFlags flags)
{
	std::string letters;
	for (const Flag& flag : kFlags)
		if (flags & flag.bit)
			letters += flag.tcpdump;
	return letters.empty() ? "none" : letters;
}

std::string tcp_flag_names(TcpFlags flags)
{
	std::string names;
	for (const Flag& flag : kFlags)
		if (flags & flag.bit)
			names += fmt::format("{}{}", names.empty() ? "" : " ", flag.name);
	return names.empty() ? "no flag" : names;
}

} // namespace ctgate::wire
