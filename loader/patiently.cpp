// SPDX-License-Identifier: MIT
#include "loader/patiently.hpp"

namespace ctgate
{
namespace
{

/// Who removed the pins meanwhile left nothing to do.
Result<void> unless_removed(const Result<UniqueFd>& lock)
{
	return lock.error().code() == ENOTCONN ? Result<void>{} : error_of(lock);
}

} // namespace

Result<void> put_in_force_patiently(Filter& filter, const Program& program)
{
	const auto lock = filter.lock_patiently();
	if (!lock)
		return unless_removed(lock);
	if (auto current = filter.refresh(); !current)
		return current;
	const auto id = program.id();
	if (!id)
		return error_of(id);
	if (!filter.alive() || filter.program_id() == *id)
		return {};
	const auto replaced = filter.put_in_force(program);
	return replaced ? Result<void>{} : error_of(replaced);
}

Result<void> detach_patiently(Filter& filter)
{
	const auto lock = filter.lock_patiently();
	return lock ? filter.detach() : unless_removed(lock);
}

} // namespace ctgate
