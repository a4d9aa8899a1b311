// SPDX-License-Identifier: MIT
#include "userspace/report/selftest.hpp"

#include "userspace/report/wrap.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace ctgate::report
{
namespace
{

using selftest::Findings;
using selftest::Outcome;
using selftest::ShapeResult;

/// More of the same says no more.
constexpr std::size_t kWrongShown = 20;

std::string_view to_string(Outcome outcome)
{
	switch (outcome) {
	case Outcome::kAsConfigured:
		return "as configured";
	case Outcome::kBypass:
		return "bypass";
	case Outcome::kHarmless:
		return "harmless";
	case Outcome::kWrong:
		return "WRONG";
	case Outcome::kNotTried:
		return "not tried";
	}
	return "";
}

std::string heading(const Status& status)
{
	return fmt::format("{}: {}, {}, program {}\n", status.interface,
			   status.config.arming() == Arming::kArmed ? "armed" : "DISARMED (nothing drops)",
			   status.running ? ctgate::to_string(status.running->mode) : "gone",
			   status.running ? status.running->program_id : 0);
}

std::string wrong_lines(const Findings& findings)
{
	std::string text;
	for (std::size_t i = 0; i < findings.wrong.size() && i < kWrongShown; ++i) {
		const auto& [layer, network, link, probe, sentence] = findings.wrong[i];
		text += labelled(layer, fmt::format("{}, {}: {}: {}", network, link, probe, sentence));
	}
	if (findings.wrong.size() > kWrongShown)
		text += labelled("",
				 fmt::format("and {} more (--json lists all)", findings.wrong.size() - kWrongShown));
	return text.empty() ? "" : "  WRONG (a fault of ctgate: please report it)\n" + text;
}

/// Shapes that pass for the same reason.
using Passing = std::vector<const ShapeResult*>;

std::vector<Passing> passing(const Findings& findings, Outcome outcome)
{
	std::vector<Passing> groups;
	for (const ShapeResult& shape : findings.shapes) {
		if (shape.outcome() != outcome)
			continue;
		const auto same = [&](const Passing& group) { return group.front()->why == shape.why; };
		if (const auto group = std::ranges::find_if(groups, same); group != groups.end())
			group->push_back(&shape);
		else
			groups.push_back({&shape});
	}
	return groups;
}

/// "IPv4 later fragment, IPv6 later fragment"
std::string names_of(const Passing& group)
{
	std::vector<std::string> names;
	std::ranges::transform(group, std::back_inserter(names), [](const ShapeResult* shape) {
		return shape->layer == "Ethernet" ? shape->name : fmt::format("{} {}", shape->layer, shape->name);
	});
	return fmt::format("{}", fmt::join(names, ", "));
}

std::string passing_lines(const Passing& group)
{
	const ShapeResult& shape = *group.front();
	std::string text = labelled("passes", names_of(group));
	text += labelled("", shape.why);
	if (!shape.caught.empty())
		text += labelled("", fmt::format("Unseen: {}.", fmt::join(shape.missed, ", ")));
	return shape.remedy.empty() ? text : text + labelled("close it", shape.remedy);
}

std::string bypass_lines(const Findings& findings)
{
	std::string text;
	for (const Passing& group : passing(findings, Outcome::kBypass))
		text += passing_lines(group);
	return text.empty() ? "" : "  BYPASS BY DESIGN: what the filter cannot read, it lets pass\n" + text;
}

/// One line for all: there is nothing to be done about them.
std::string harmless_lines(const Findings& findings)
{
	std::vector<std::string> names;
	for (const Passing& group : passing(findings, Outcome::kHarmless))
		names.push_back(names_of(group));
	if (names.empty())
		return {};
	return "  HARMLESS: passes, and conntrack reads no more of it than the filter\n" +
	       labelled("passes", fmt::format("{}", fmt::join(names, ", ")));
}

std::string table(const Findings& findings)
{
	std::string text = fmt::format("  {:<9}{:<48}{:<14}{:>7}\n", "LAYER", "SHAPE", "OUTCOME", "frames");
	for (const ShapeResult& shape : findings.shapes)
		text += fmt::format("  {:<9}{:<48}{:<14}{:>7}\n", shape.layer, shape.name, to_string(shape.outcome()),
				    shape.frames);
	return text;
}

/// The last line, where a tired eye looks.
std::string summary(const Selftest& selftest)
{
	const Findings& findings = selftest.findings;
	std::string text =
		fmt::format("{}: {} shapes, {} frames\n  {} as configured, {} bypass by design, {} harmless, "
			    "{} {}",
			    selftest.status.interface, findings.shapes.size(), findings.frames,
			    findings.count(Outcome::kAsConfigured), findings.count(Outcome::kBypass),
			    findings.count(Outcome::kHarmless), findings.count(Outcome::kWrong),
			    findings.wrong.empty() ? "wrong" : "WRONG");
	if (const auto untried = findings.count(Outcome::kNotTried); untried > 0)
		text += fmt::format(", {} not tried", untried);
	return text + '\n';
}

} // namespace

std::string selftest_text(const Selftest& selftest, Listing listing)
{
	std::string text = heading(selftest.status);
	if (listing == Listing::kEveryShape)
		text += table(selftest.findings);
	text += wrong_lines(selftest.findings);
	text += bypass_lines(selftest.findings);
	text += harmless_lines(selftest.findings);
	for (const std::string& note : selftest_notes(selftest))
		text += labelled("note", note);
	return text + summary(selftest);
}

} // namespace ctgate::report
