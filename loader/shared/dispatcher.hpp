// SPDX-License-Identifier: MIT
// libxdp's dispatcher: the XDP program of an interface that several tools share. It calls theirs one after the other.
#pragma once

#include "loader/base/error.hpp"
#include "loader/interface.hpp"
#include "loader/shared/sharing.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ctgate
{

/// What stands on an interface at one moment. Each change of its members is another dispatcher, swapped in in one step.
class Dispatcher
{
public:
	struct Member {
		unsigned program_id;
		std::string name;
		Priority priority;
	};

	/// None when the interface is free, or has a program that is no dispatcher. EACCES when its members may not be
	/// seen, EBADF when their pins are gone.
	static Result<std::optional<Dispatcher>> on(unsigned ifindex);

	unsigned ifindex() const { return ifindex_; }
	unsigned program_id() const { return program_.id; }
	XdpMode mode() const { return program_.mode; }
	/// In the order in which they are called.
	const std::vector<Member>& members() const { return members_; }
	/// Nothing when it is not among them.
	const Member* member(unsigned program_id) const;

	/// Takes a member out; when it was the last one, the dispatcher goes too.
	static Result<void> remove(unsigned ifindex, unsigned program_id);

private:
	Dispatcher(unsigned ifindex, XdpProgram program) : ifindex_{ifindex}, program_{std::move(program)} {}
	static Result<std::vector<Member>> read_members(unsigned ifindex, unsigned program_id);

	unsigned ifindex_;
	XdpProgram program_;
	std::vector<Member> members_;
};

} // namespace ctgate
