// SPDX-License-Identifier: MIT
// What else an operator has, run on the same table: conntrack(8), node_exporter, and the commands of the usual article.
#pragma once

#include "tests/e2e/doctor/ward.hpp"

#include <string>

namespace ctgate::e2e
{

/// What each tool tells, reduced to what can be told apart: two tables with the same words look the same to its user.
struct Told {
	std::string fill;     ///< `conntrack -C` in parts of nf_conntrack_max
	std::string counters; ///< the counters of `conntrack -S` that move within a third of a second
	std::string exporter; ///< node_exporter: does its mixin's alert fire (75 % of the limit), and what else moves
	std::string article;  ///< the causes that the six rules of the article say yes to
};

Told ask_other_tools(const Ward& ward);

} // namespace ctgate::e2e
