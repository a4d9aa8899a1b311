// SPDX-License-Identifier: MIT
#include "userspace/wire/hex.hpp"

#include <cctype>
#include <charconv>
#include <optional>
#include <ranges>
#include <string>

namespace ctgate::wire
{
namespace
{

constexpr std::size_t kIpv4Header = 20, kIpv6Header = 40;

/// A line of tcpdump: "\t0x0010:  4500 0054  E..T".
struct DumpLine {
	std::size_t offset;
	std::string_view digits;
};

std::optional<DumpLine> dump_line(std::string_view line)
{
	const std::size_t begin = line.find_first_not_of(" \t");
	if (begin == std::string_view::npos || !line.substr(begin).starts_with("0x"))
		return std::nullopt;
	std::size_t offset = 0;
	const char* const end = line.data() + line.size();
	const auto [after, error] = std::from_chars(line.data() + begin + 2, end, offset, 16);
	if (error != std::errc{} || after == end || *after != ':')
		return std::nullopt;
	std::string_view digits{after + 1, end};
	digits.remove_prefix(std::min(digits.find_first_not_of(" \t"), digits.size()));
	return DumpLine{.offset = offset, .digits = digits.substr(0, digits.find("  "))}; // then follows text
}

/// The digits of a dump; nothing when the text is none.
Result<std::optional<std::string>> digits_of_dump(std::string_view text)
{
	std::optional<std::string> digits;
	for (const auto range : text | std::views::split('\n')) {
		const auto line = dump_line({range.begin(), range.end()});
		if (!line)
			continue;
		if (digits && line->offset == 0)
			return fail(EINVAL, "this is more than one frame; give one (the lines from one 0x0000: to the "
					    "next), or all of them by --pcap FILE");
		digits = digits.value_or("") + std::string{line->digits} + ' ';
	}
	return digits;
}

std::optional<unsigned> value_of(char digit)
{
	unsigned value = 0;
	const auto [end, error] = std::from_chars(&digit, &digit + 1, value, 16);
	return error == std::errc{} && end == &digit + 1 ? std::optional{value} : std::nullopt;
}

Result<Bytes> bytes_of(std::string_view text)
{
	Bytes bytes;
	std::optional<unsigned> upper;
	for (const char one : text) {
		if (std::isspace(static_cast<unsigned char>(one)) || one == ':')
			continue;
		const auto value = value_of(one);
		if (!value)
			return fail(EINVAL,
				    "`{}` is not a hex digit; write a frame as `0200 0000 0001 ...`, and only that",
				    one);
		if (upper)
			put8(bytes, *upper << 4 | *value);
		upper = upper ? std::nullopt : value;
	}
	if (upper)
		return fail(EINVAL, "half a byte is missing: {} hex digits", 2 * bytes.size() + 1);
	return bytes;
}

/// `tcpdump -x` leaves the Ethernet header away; then the lengths inside speak of all that there is.
bool is_bare_ip(const Bytes& bytes)
{
	if (bytes.size() < kIpv4Header)
		return false;
	const unsigned version = std::to_integer<unsigned>(bytes[0]) >> 4;
	if (version == 4)
		return get16(bytes, 2) == bytes.size();
	return version == 6 && get16(bytes, 4) + kIpv6Header == bytes.size();
}

} // namespace

Result<Bytes> parse_hex(std::string_view text)
{
	const auto dump = digits_of_dump(text);
	if (!dump)
		return error_of(dump);
	auto bytes = bytes_of(*dump ? std::string_view{**dump} : text);
	if (!bytes)
		return bytes;
	if (bytes->empty())
		return fail(EINVAL, "no hex digits given; write a frame as `0200 0000 0001 ...`");
	if (is_bare_ip(*bytes))
		return fail(EINVAL, "this is an IP packet without its Ethernet header; tcpdump -xx prints both");
	return bytes;
}

} // namespace ctgate::wire
