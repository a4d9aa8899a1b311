// SPDX-License-Identifier: MIT
#include "tests/e2e/doctor/confusion.hpp"

#include <fmt/format.h>

namespace ctgate::e2e
{
namespace
{

std::size_t index_of(doctor::Cause cause)
{
	return static_cast<std::size_t>(cause);
}

} // namespace

void Confusion::count(doctor::Cause made, doctor::Cause answered)
{
	++times_[index_of(made)][index_of(answered)];
	seen_.insert({made, answered});
}

std::string Confusion::table() const
{
	std::string table = fmt::format("{:18}", "");
	for (const auto cause : seen_)
		table += fmt::format("{:>3}", index_of(cause) + 1);
	for (const auto made : seen_) {
		table += fmt::format("\n{:>2} {:<15}", index_of(made) + 1, name_of(made));
		for (const auto answered : seen_) {
			const int times = times_[index_of(made)][index_of(answered)];
			table += times == 0 ? "  ." : fmt::format("{:>3}", times);
		}
	}
	return table + '\n';
}

} // namespace ctgate::e2e
