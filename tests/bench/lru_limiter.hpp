// SPDX-License-Identifier: MIT
#pragma once

#include "loader/base/error.hpp"

#include <linux/bpf.h>

#include <cstdint>
#include <memory>

struct lru_limiter_bpf;

namespace ctgate::bench
{

/// The rival of the usual kind: lru_limiter.bpf.c. It limits each source of UDP/53, and nothing else.
class LruLimiter
{
public:
	enum class Room { kEnough, kNone }; ///< of a source: never over its limit, or after its first packet

	/// A source within its limit gets `verdict_within`. Takes the memory of `other`, 200 MB, instead of its own.
	static Result<LruLimiter> load(Room room, xdp_action verdict_within = XDP_PASS,
				       const LruLimiter* other = nullptr);

	int fd() const;
	/// Packets over the limit and within it, since it was loaded.
	struct Judged {
		std::uint64_t over, within;
	};
	Result<Judged> judged() const;

private:
	struct Deleter {
		void operator()(lru_limiter_bpf* skeleton) const;
	};
	std::unique_ptr<lru_limiter_bpf, Deleter> skeleton_;
};

} // namespace ctgate::bench
