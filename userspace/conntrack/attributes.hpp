// SPDX-License-Identifier: MIT
// Netlink attributes in turn: what libmnl does by function calls, of which an entry would take a hundred, inline. A
// message may be cut anywhere, and an attribute be shorter than it should: nothing behind their ends is read.
#pragma once

#include <libmnl/libmnl.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ctgate::conntrack
{

/// Up to the end, or to an attribute that does not fit in there.
template <class Function>
void for_each_between(const char* at, const char* end, const Function& function)
{
	while (end - at >= NLA_HDRLEN) {
		const auto* attribute = reinterpret_cast<const nlattr*>(at);
		if (attribute->nla_len < NLA_HDRLEN || attribute->nla_len > end - at)
			return;
		function(attribute);
		at += NLA_ALIGN(attribute->nla_len);
	}
}

/// The attributes behind a header of `header` bytes.
template <class Function>
void for_each_attribute(const nlmsghdr* message, std::size_t header, const Function& function)
{
	const auto* begin = reinterpret_cast<const char*>(message);
	for_each_between(begin + NLMSG_HDRLEN + NLMSG_ALIGN(header), begin + message->nlmsg_len, function);
}

/// Those inside an attribute.
template <class Function>
void for_each_attribute(const nlattr* nest, const Function& function)
{
	const auto* begin = reinterpret_cast<const char*>(nest);
	for_each_between(begin + NLA_HDRLEN, begin + nest->nla_len, function);
}

inline int type_of(const nlattr* attribute)
{
	return attribute->nla_type & NLA_TYPE_MASK;
}

/// What the attribute holds, as it stands there; zero where it is too short for that.
template <class Value>
Value value_of(const nlattr* attribute)
{
	Value value{};
	if (attribute->nla_len >= NLA_HDRLEN + sizeof(value))
		std::memcpy(&value, reinterpret_cast<const char*>(attribute) + NLA_HDRLEN, sizeof(value));
	return value;
}

/// Up to the NUL, or to the end of the attribute where there is none.
inline std::string_view text_of(const nlattr* attribute)
{
	const auto* text = reinterpret_cast<const char*>(attribute) + NLA_HDRLEN;
	return {text, ::strnlen(text, attribute->nla_len - std::size_t{NLA_HDRLEN})};
}

} // namespace ctgate::conntrack
