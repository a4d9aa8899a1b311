// SPDX-License-Identifier: MIT
// Options of `ctgate why` -> the frame that is asked about.
#include "userspace/cli/why/why_options.hpp"

#include "userspace/wire/frame.hpp"
#include "userspace/wire/hex.hpp"

#include <fmt/ranges.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace ctgate::cli
{
namespace
{

constexpr std::size_t kTextMax = 1u << 20; ///< of digits; no frame has so many
constexpr std::string_view kSyn = "S";

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Result<std::string> read_text(const File& file, std::string_view name)
{
	std::string text(kTextMax + 1, '\0');
	text.resize(std::fread(text.data(), 1, text.size(), file.get()));
	if (std::ferror(file.get()))
		return fail(EINVAL, "cannot read {}: {}", name, std::strerror(errno));
	if (text.size() > kTextMax)
		return fail(EINVAL, "{} is longer than the digits of any frame", name);
	return text;
}

/// The digits themselves, those in @FILE, or those on the standard input for `-`.
Result<std::string> digits_of(const std::string& given)
{
	if (given == "-")
		return read_text(File{stdin, [](std::FILE*) { return 0; }}, "the standard input");
	if (!given.starts_with('@'))
		return given;
	const std::string path = given.substr(1);
	const File file{std::fopen(path.c_str(), "re"), std::fclose};
	if (!file)
		return fail(errno == EACCES ? EACCES : EINVAL, "cannot open {}: {}", path, std::strerror(errno));
	return read_text(file, path);
}

template <class Place>
Result<wire::Path<Place>> path_of(const WhyOptions::Two& two, Result<Place> (*parse)(std::string_view))
{
	auto source = parse(two.front());
	if (!source)
		return error_of(source);
	auto destination = parse(two.back());
	if (!destination)
		return error_of(destination);
	return wire::between(std::move(*source), std::move(*destination));
}

Result<wire::Bytes> tcp_of(const WhyOptions& options)
{
	const auto path = path_of(options.tcp, wire::parse_endpoint);
	if (!path)
		return error_of(path);
	const auto flags = wire::parse_tcp_flags(options.flags ? std::string_view{*options.flags} : kSyn);
	if (!flags)
		return error_of(flags);
	return wire::tcp_frame(*path, *flags, options.bytes.value_or(0));
}

} // namespace

Result<void> require_one_packet(const WhyOptions& options)
{
	std::vector<std::string_view> given;
	const auto note = [&](std::string_view name, bool is_given) {
		if (is_given)
			given.push_back(name);
	};
	note("--pcap", options.pcap.has_value());
	note("--hex", options.hex.has_value());
	note("--tcp", !options.tcp.empty());
	note("--udp", !options.udp.empty());
	note("--icmp-echo", !options.echo.empty());
	if (given.empty())
		return fail(EINVAL,
			    "say which packet: --tcp 192.0.2.7:4711 198.51.100.1:443, --udp, --icmp-echo, --hex "
			    "DIGITS or --pcap FILE (see ctgate why --help)");
	if (given.size() > 1)
		return fail(EINVAL, "{} are {} packets; ask about one", fmt::join(given, " and "), given.size());
	for (const auto* ends : {&options.tcp, &options.udp, &options.echo})
		if (ends->size() == 1)
			return fail(EINVAL, "{} {} says where the packet comes from; say behind it where it goes to",
				    given.front(), ends->front());
	if (options.flags && options.tcp.empty())
		return fail(EINVAL, "--flags belongs to --tcp, and {} has none", given.front());
	if (options.frame && !options.pcap)
		return fail(EINVAL, "--frame belongs to --pcap; {} is one frame", given.front());
	if (options.bytes && (options.pcap || options.hex))
		return fail(EINVAL, "--bytes belongs to --tcp, --udp and --icmp-echo; {} has its own", given.front());
	return {};
}

Result<wire::Bytes> frame_of(const WhyOptions& options)
{
	if (options.hex) {
		const auto digits = digits_of(*options.hex);
		return digits ? wire::parse_hex(*digits) : error_of(digits);
	}
	if (!options.tcp.empty())
		return tcp_of(options);
	if (!options.udp.empty()) {
		const auto path = path_of(options.udp, wire::parse_endpoint);
		return path ? Result<wire::Bytes>{wire::udp_frame(*path, options.bytes.value_or(0))} : error_of(path);
	}
	const auto path = path_of(options.echo, wire::parse_address);
	return path ? Result<wire::Bytes>{wire::echo_frame(*path, options.bytes.value_or(0))} : error_of(path);
}

} // namespace ctgate::cli
