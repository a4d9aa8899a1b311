// SPDX-License-Identifier: MIT
// A host with real conntrack that forwards what arrives at two gates, and knows of each frame what became of it.
#pragma once

#include "tests/e2e/testbed.hpp"
#include "tests/replay/conversation.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ctgate::replay
{

/// What conntrack made of a frame. Of the fragments of a datagram it sees one, which stands for the whole.
enum class Opinion { kNew, kEstablished, kRelated, kUntracked, kInvalid, kFragment, kNeverSeen };

constexpr bool accepts(Opinion opinion)
{
	return opinion < Opinion::kInvalid;
}

/// What the filter did with a frame, by names of reasons.
struct Treatment {
	std::optional<std::string> dropped;
	std::vector<std::string> monitored;
};

/// Frames by their place in the conversation.
class Crossing
{
public:
	Crossing();

	/// Sends the conversation in its order, each line from its own side.
	std::vector<Opinion> ask_conntrack(const std::vector<Line>& lines) const;
	/// Places both gates under the filter, by its defaults and then these commands.
	void attach(const std::vector<std::vector<std::string>>& commands = {}) const;
	/// As ask_conntrack(), line for line through the filter.
	std::vector<Treatment> ask_ctgate(const std::vector<Line>& lines) const;
	/// Which of the lines last sent reached the host's stack.
	std::set<std::size_t> arrived() const;

private:
	void forget() const;

	e2e::Namespace host_;
};

} // namespace ctgate::replay
