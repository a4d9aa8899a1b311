// SPDX-License-Identifier: MIT
// Netlink attributes in turn: what libmnl's macros do, for C++ and its warnings.
#pragma once

#include <libmnl/libmnl.h>

namespace ctgate::conntrack
{

template <class Function>
void for_each_between(const nlattr* attribute, const char* end, const Function& function)
{
	while (::mnl_attr_ok(attribute, static_cast<int>(end - reinterpret_cast<const char*>(attribute)))) {
		function(attribute);
		attribute = ::mnl_attr_next(attribute);
	}
}

/// The attributes behind a header of `header` bytes.
template <class Function>
void for_each_attribute(const nlmsghdr* message, std::size_t header, const Function& function)
{
	for_each_between(static_cast<const nlattr*>(::mnl_nlmsg_get_payload_offset(message, header)),
			 static_cast<const char*>(::mnl_nlmsg_get_payload_tail(message)), function);
}

/// Those inside an attribute.
template <class Function>
void for_each_attribute(const nlattr* nest, const Function& function)
{
	const auto* first = static_cast<const char*>(::mnl_attr_get_payload(nest));
	for_each_between(reinterpret_cast<const nlattr*>(first), first + ::mnl_attr_get_payload_len(nest), function);
}

} // namespace ctgate::conntrack
