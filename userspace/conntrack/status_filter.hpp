// SPDX-License-Identifier: MIT
// Frees all unassured entries by one request, which the kernel carries out by itself.
#pragma once

#include "loader/base/error.hpp"

namespace ctgate::conntrack
{

/// Exists only where it was proven to be safe. The request is a deletion without a tuple, and with a status to filter
/// by (CTA_STATUS, CTA_STATUS_MASK). A kernel that does not know this filter, as none before Linux 5.15 does, ignores
/// it and empties the whole table.
class StatusFilter
{
public:
	/// The same request is tried on a table that nobody needs: in a network namespace of its own, with two entries
	/// of which one must stay. EOPNOTSUPP when it did not stay; EPERM when no namespace can be made
	/// (CAP_SYS_ADMIN). Either way nothing was touched, and there is Eraser.
	static Result<StatusFilter> proven();

	/// In the namespace that the calling thread is in.
	Result<void> erase_unassured() const;

private:
	StatusFilter() = default;
};

} // namespace ctgate::conntrack
