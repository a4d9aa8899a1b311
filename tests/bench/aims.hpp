// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace ctgate::bench
{

/// What the project set out to reach, beside what this run reached. Judges by medians and hides no miss.
class Aims
{
public:
	/// `unit` follows the figures: "ns", "x".
	void at_most(std::string what, double figure, double aim, std::string unit);
	void at_least(std::string what, double figure, double aim, std::string unit);

	void print() const;

private:
	struct Aim {
		std::string what, aim, figure;
		bool reached;
	};
	std::vector<Aim> aims_;
};

} // namespace ctgate::bench
