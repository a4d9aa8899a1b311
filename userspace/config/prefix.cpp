// SPDX-License-Identifier: MIT
#include "userspace/config/prefix.hpp"

#include "userspace/config/whole_number.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>

namespace ctgate
{
namespace
{

std::optional<Prefix> whole_address(std::string_view text)
{
	const std::string terminated{text};
	Prefix prefix;
	prefix.family = text.find(':') == std::string_view::npos ? CTG_IPV4 : CTG_IPV6;
	prefix.bits = prefix.bits_max();
	const int domain = prefix.family == CTG_IPV4 ? AF_INET : AF_INET6;
	return ::inet_pton(domain, terminated.c_str(), prefix.address.data()) == 1 ? std::optional{prefix}
										   : std::nullopt;
}

/// ::ffff:a.b.c.d (RFC 4291 2.5.5.2): never on the wire, so it would never match.
bool is_mapped(const Prefix& prefix)
{
	constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	return prefix.family == CTG_IPV6 && prefix.bits >= kMapped.size() * 8 &&
	       std::equal(kMapped.begin(), kMapped.end(), prefix.address.begin());
}

Result<Prefix> require_unmapped(const Prefix& prefix, std::string_view text)
{
	if (!is_mapped(prefix))
		return prefix;
	Prefix ipv4{.family = CTG_IPV4, .address = {}, .bits = static_cast<std::uint8_t>(prefix.bits - 96)};
	std::copy_n(prefix.address.begin() + 12, 4, ipv4.address.begin());
	return fail(EINVAL, "{} is an IPv4 address in IPv6 notation, which no packet carries; write {}", text,
		    to_string(ipv4));
}

} // namespace

Result<Prefix> parse_address(std::string_view text)
{
	const auto address = whole_address(text);
	if (!address)
		return fail(EINVAL, "`{}` is not an address; write 192.0.2.7 or 2001:db8::7", text);
	return require_unmapped(*address, text);
}

Result<Prefix> parse_prefix(std::string_view text)
{
	const auto slash = text.find('/');
	const auto address = whole_address(text.substr(0, slash));
	if (!address)
		return fail(EINVAL, "`{}` is not a prefix; write 192.0.2.0/24, 2001:db8::/32, or one address", text);
	if (slash == std::string_view::npos)
		return require_unmapped(*address, text);

	const std::string_view length = text.substr(slash + 1);
	const auto bits = whole_number<unsigned>(length);
	if (!bits || *bits > address->bits_max())
		return fail(EINVAL, "`{}`: the length of a prefix is a number from 0 to {}", text, address->bits_max());
	const Prefix prefix = address->shortened(static_cast<std::uint8_t>(*bits));
	if (prefix.address != address->address)
		return fail(EINVAL, "{} has bits behind its length; write {} for the network, or {} for the address",
			    text, to_string(prefix), to_string(*address));
	return require_unmapped(prefix, text);
}

} // namespace ctgate
