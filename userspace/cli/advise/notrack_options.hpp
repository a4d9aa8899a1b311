// SPDX-License-Identifier: MIT
// The words behind `ctgate advise notrack`, and the services that they mean.
#pragma once

#include "userspace/advise/tally.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ctgate::cli
{

struct NotrackOptions {
	std::vector<std::string> services, sources;
	std::optional<std::string> port, protocol;
	std::string syntax = "nft";
	bool forwarded = false, despite_nat = false;

	advise::Scope scope() const { return forwarded ? advise::Scope::kForwardedToo : advise::Scope::kThisHost; }
	/// All services that are known are meant when none is named.
	bool names_any() const { return !services.empty() || port; }
};

/// EINVAL when the words do not go together.
Result<std::vector<advise::Service>> services_of(const NotrackOptions& options);

} // namespace ctgate::cli
