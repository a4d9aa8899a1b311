// SPDX-License-Identifier: MIT
#include "userspace/relief/selection.hpp"

namespace ctgate::relief
{
namespace
{

using conntrack::Entry;
using conntrack::Kind;

bool holds(const std::optional<Prefix>& prefix, const conntrack::Address& address)
{
	return !prefix || prefix->contains(prefix_of(address));
}

} // namespace

bool Selection::contains(const Entry& entry) const
{
	return is_between(entry) && is_meant(entry);
}

bool Selection::is_between(const Entry& entry) const
{
	return (!wish_.port || entry.original.destination_port == *wish_.port) &&
	       holds(wish_.source, entry.original.source) && holds(wish_.destination, entry.original.destination);
}

bool Selection::is_meant(const Entry& entry) const
{
	const auto is = [&](Kind kind) { return classifier_.kind_of(entry) == kind; };
	switch (wish_.target) {
	case Target::kUnassured:
		return !entry.assured();
	case Target::kClosing:
		return is(Kind::kClosing);
	case Target::kCloseWait:
		return is(Kind::kCloseWait);
	case Target::kHandshakes:
		return !entry.assured() && (is(Kind::kSynSent) || is(Kind::kConnecting) || is(Kind::kSynReceived));
	case Target::kIdle: {
		const auto idle = classifier_.lifetimes().idle(entry);
		return idle && *idle >= wish_.older;
	}
	case Target::kOutlived:
		return classifier_.lifetimes().outlived(entry);
	case Target::kUnrepliedReplies:
		return is(Kind::kReflected);
	case Target::kPickedUp:
		return is(Kind::kPickedUp);
	case Target::kTunnels:
		return is(Kind::kTunnel);
	case Target::kDns:
		return !entry.assured() && (is(Kind::kDnsServed) || is(Kind::kDnsAsked));
	case Target::kCount:
		break;
	}
	return false;
}

} // namespace ctgate::relief
