// SPDX-License-Identifier: MIT
#include "userspace/wire/address.hpp"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <optional>

namespace ctgate::wire
{
namespace
{

std::optional<Address> read(int family, std::size_t size, const std::string& text)
{
	Bytes bytes(size);
	if (::inet_pton(family, text.c_str(), bytes.data()) != 1)
		return std::nullopt;
	return Address{std::move(bytes)};
}

std::optional<Address> address_in(std::string_view text)
{
	if (text.starts_with('[') && text.ends_with(']'))
		return read(AF_INET6, 16, std::string{text.substr(1, text.size() - 2)});
	const std::string plain{text};
	auto address = read(AF_INET, 4, plain);
	return address ? address : read(AF_INET6, 16, plain);
}

std::optional<std::uint16_t> port_in(std::string_view text)
{
	std::uint16_t port = 0;
	const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
	if (error != std::errc{} || end != text.data() + text.size())
		return std::nullopt;
	return port;
}

} // namespace

Result<Address> parse_address(std::string_view text)
{
	auto address = address_in(text);
	if (!address)
		return fail(EINVAL, "`{}` is not an IP address; write 192.0.2.7 or 2001:db8::7", text);
	return *address;
}

Result<Endpoint> parse_endpoint(std::string_view text)
{
	const std::size_t colon = text.rfind(':');
	const std::string_view before = text.substr(0, colon);
	const bool bare_ipv6 = before.contains(':') && !before.starts_with('[');
	if (colon == std::string_view::npos || bare_ipv6)
		return fail(EINVAL, "`{}` is not an address with a port; write 192.0.2.7:4711 or [2001:db8::7]:4711",
			    text);
	auto address = address_in(before);
	if (!address)
		return fail(EINVAL, "`{}` in `{}` is not an IP address; write 192.0.2.7:4711 or [2001:db8::7]:4711",
			    before, text);
	const auto port = port_in(text.substr(colon + 1));
	if (!port)
		return fail(EINVAL, "`{}` in `{}` is not a port; ports are 0 to 65535", text.substr(colon + 1), text);
	return Endpoint{.address = std::move(*address), .port = *port};
}

std::string to_string(const Address& address)
{
	std::array<char, INET6_ADDRSTRLEN> text{};
	::inet_ntop(address.is_ipv4() ? AF_INET : AF_INET6, address.bytes.data(), text.data(), text.size());
	return text.data();
}

std::string to_string(const Endpoint& endpoint)
{
	const std::string address = to_string(endpoint.address);
	return endpoint.address.is_ipv4() ? fmt::format("{}:{}", address, endpoint.port)
					  : fmt::format("[{}]:{}", address, endpoint.port);
}

} // namespace ctgate::wire
