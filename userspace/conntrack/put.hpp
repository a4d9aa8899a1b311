// SPDX-License-Identifier: MIT
// Attributes of a ctnetlink request: the other way round than entry.cpp reads them.
#pragma once

#include "userspace/conntrack/entry.hpp"

namespace ctgate::conntrack
{

/// Attributes that are added while it lives are inside it.
class Nest
{
public:
	Nest(nlmsghdr* message, std::uint16_t type) : message_{message}, nest_{::mnl_attr_nest_start(message, type)} {}
	~Nest() { ::mnl_attr_nest_end(message_, nest_); }
	Nest(const Nest&) = delete;
	Nest& operator=(const Nest&) = delete;

private:
	nlmsghdr* message_;
	nlattr* nest_;
};

/// Under one of two types, by the address's family.
void put_address(nlmsghdr* message, std::uint16_t type4, std::uint16_t type6, const Address& address);
/// `type` is CTA_TUPLE_ORIG or _REPLY.
void put_tuple(nlmsghdr* message, std::uint16_t type, const Tuple& tuple, std::uint8_t protocol);
/// Both tuples, the reply as the mirror image of the original.
void put_flow(nlmsghdr* message, const Tuple& original, std::uint8_t protocol);

} // namespace ctgate::conntrack
