// SPDX-License-Identifier: MIT
#include "tests/fuzz/kernel.hpp"

#include "tests/host/whole.hpp"

#include <algorithm>
#include <sstream>

namespace ctgate::fuzz
{
namespace
{

Config config_of(const Setting& setting)
{
	Config config = all(CTG_OFF);
	for (const Reason& reason : reasons())
		if (is_of_the_frame(reason))
			config.set_action(reason.id, setting.action(reason));
	return config;
}

/// What the program can see of an input.
packet::Bytes visible(const Input& input)
{
	packet::Bytes bytes = input.frame;
	bytes.resize(input.first_buffer);
	return bytes;
}

std::string to_string(const std::vector<ctg_reason>& said)
{
	std::string text;
	for (const ctg_reason reason : said)
		text += fmt::format(" {}", find_reason(reason)->name);
	return text.empty() ? " nothing" : text;
}

std::string to_string(const Outcome& outcome)
{
	std::ostringstream text;
	PrintTo(outcome, &text);
	return text.str();
}

/// The two readers on the host.
std::optional<Disagreement> compare_readers(const Input& input)
{
	const packet::Bytes frame = visible(input);
	const auto native = native_reasons(frame), reference = reference_reasons(frame);
	if (native == reference)
		return {};
	return Disagreement{input, fmt::format("the native code says{}, the second reader{}", to_string(native),
					       to_string(reference))};
}

Outcome expected(const Setting& setting, const Input& input)
{
	return expected(setting, reference_reasons(visible(input)), input.frame);
}

void forget_bytes(Tallies& tallies)
{
	for (auto& [counter, tally] : tallies)
		tally.bytes = 0;
}

} // namespace

std::vector<Setting> settings()
{
	return {
		{"monitor", [](const Reason&) { return CTG_MONITOR; }},
		{"drop", [](const Reason&) { return CTG_DROP; }},
		{"defaults", [](const Reason& reason) { return reason.default_action; }},
		{"in turn", [](const Reason& reason) { return static_cast<ctg_action>(reason.id % 3); }},
	};
}

Outcome expected(const Setting& setting, const std::vector<ctg_reason>& said, const packet::Bytes& frame)
{
	const Tally once{1, frame.size()};
	Tallies moved;
	for (const ctg_reason id : said) {
		const Reason& reason = *find_reason(id);
		const ctg_action action = setting.action(reason);
		if (action == CTG_DROP) {
			moved["dropped " + std::string{reason.name}] = once;
			return {XDP_DROP, moved};
		}
		if (action == CTG_MONITOR)
			moved["monitored " + std::string{reason.name}] = once;
	}
	moved["passed"] = once;
	return {XDP_PASS, moved};
}

Kernel::Kernel()
{
	for (const Setting& setting : settings())
		programs_.push_back({setting, FilterRun{config_of(setting)}});
}

std::optional<Disagreement> Kernel::compare(std::span<const Input> inputs)
{
	for (const Input& input : inputs)
		if (auto disagreement = compare_readers(input))
			return disagreement;
	for (Loaded& program : programs_)
		if (auto disagreement = compare(program, inputs))
			return disagreement;
	return {};
}

std::optional<Disagreement> Kernel::compare(Loaded& program, std::span<const Input> inputs)
{
	Outcome was{}, wanted{};
	bool verdicts_agree = true;
	for (const Input& input : inputs) {
		if (input.first_buffer < kShortestFrame)
			continue;
		was.verdict = program.filter.verdict(input.frame, input.first_buffer);
		wanted += expected(program.setting, input);
		verdicts_agree &= was.verdict == wanted.verdict;
	}
	was.moved = program.filter.moved();
	if (std::ranges::any_of(inputs, &Input::is_split))
		forget_bytes(was.moved), forget_bytes(wanted.moved);
	if (verdicts_agree && was.moved == wanted.moved)
		return {};

	for (std::size_t i = 0; inputs.size() > 1 && i < inputs.size(); ++i)
		if (auto alone = compare(program, inputs.subspan(i, 1)))
			return alone;
	return Disagreement{inputs.front(), fmt::format("at `{}` the program says {}; the second reader, {}",
							program.setting.name, to_string(was), to_string(wanted))};
}

} // namespace ctgate::fuzz
