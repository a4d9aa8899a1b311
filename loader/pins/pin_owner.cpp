// SPDX-License-Identifier: MIT
#include "loader/pins/pin_owner.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace ctgate
{

Result<void> give_to_owner_of(const std::filesystem::path& directory, const std::filesystem::path& made)
{
	struct stat owner {
	};
	if (::stat(directory.c_str(), &owner) != 0)
		return fail_errno(errno, fmt::format("open {}", directory.native()));
	if (owner.st_uid == ::geteuid())
		return {};
	if (::lchown(made.c_str(), owner.st_uid, owner.st_gid) != 0)
		return fail_errno(errno, fmt::format("give {} to the owner of {}", made.native(), directory.native()));
	return {};
}

} // namespace ctgate
