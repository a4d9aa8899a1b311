// SPDX-License-Identifier: MIT
#pragma once

#include "userspace/doctor/finding.hpp"
#include "userspace/doctor/observation.hpp"

#include <span>
#include <string>
#include <vector>

namespace ctgate::doctor
{

/// What was seen of one namespace, and what it means.
struct Diagnosis {
	Observation seen;
	std::vector<Finding> findings;

	bool healthy() const { return findings.empty(); }
	/// The worse, the greater: a table that refuses packets before one that is full, before one that may fill.
	double trouble() const;
};

std::string text_of(const Diagnosis& diagnosis);
/// One document for all, schema ctgate/doctor/1.
std::string json_of(std::span<const Diagnosis> diagnoses);

} // namespace ctgate::doctor
