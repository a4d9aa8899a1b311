// SPDX-License-Identifier: MIT
// A ward made ill, and what the doctor says of it.
#pragma once

#include "tests/e2e/doctor/illness.hpp"
#include "userspace/doctor/diagnosis.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ctgate::e2e
{

/// How full: 0.05, 0.5, 1.
using Fill = double;

/// Fills the table to this part of kMax, a tenth of it healthy and the rest in equal parts ill, and calls the function
/// while what belongs to the illnesses goes on. The table is emptied first.
void while_ill(const Ward& ward, const std::vector<const Illness*>& illnesses, Fill fill,
	       const std::function<void()>& function);

/// The doctor's own functions, inside the ward.
doctor::Diagnosis examine(const Ward& ward);
/// Names of the causes, the first first.
std::vector<std::string> causes_of(const doctor::Diagnosis& diagnosis);

} // namespace ctgate::e2e
