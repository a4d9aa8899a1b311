// SPDX-License-Identifier: MIT
#include "userspace/relief/keeping.hpp"

#include <netinet/in.h>

namespace ctgate::relief
{
namespace
{

using conntrack::Entry;
using conntrack::Tuple;

constexpr std::uint16_t kSshPort = 22;

bool same(const Tuple& left, const Tuple& right)
{
	return left.source == right.source && left.source_port == right.source_port &&
	       left.destination == right.destination && left.destination_port == right.destination_port;
}

Tuple mirrored(const Tuple& tuple)
{
	return {tuple.destination, tuple.source, tuple.destination_port, tuple.source_port};
}

} // namespace

Reason Keeping::reason(const Entry& entry) const
{
	if (is_own(entry))
		return Reason::kOwn;
	return is_ssh(entry) ? Reason::kSsh : Reason::kNone;
}

/// The reply goes from where the server is after translation to where it sees the client: what sshd calls the
/// connection. Without translation the original says the same.
bool Keeping::is_own(const Entry& entry) const
{
	return own_ && entry.protocol == IPPROTO_TCP &&
	       (same(mirrored(entry.reply), *own_) || same(entry.original, *own_));
}

bool Keeping::is_ssh(const Entry& entry) const
{
	if (entry.protocol != IPPROTO_TCP || entry.tcp_state != TCP_CONNTRACK_ESTABLISHED || !entry.replied())
		return false;
	const Tuple& answer = entry.reply;
	return local_.contain(answer.source) &&
	       (answer.source_port == kSshPort || (own_ && answer.source_port == own_->destination_port));
}

} // namespace ctgate::relief
