// SPDX-License-Identifier: MIT
#include "userspace/why/json.hpp"

#include "userspace/why/level.hpp"
#include "userspace/why/packet.hpp"
#include "userspace/why/sentences.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace ctgate::why
{
namespace
{

using Json = nlohmann::ordered_json;

constexpr std::array kAnswers = {"not_asked", "no_answer", "no_entry", "entry_original", "entry_reply"};
constexpr std::array kAcquaintances = {"stranger", "on_probation", "known"};
constexpr std::array kParts = {"whole", "first_fragment", "later_fragment"};

template <std::size_t kSize>
Json word(const std::array<const char*, kSize>& words, std::uint64_t index)
{
	return index < kSize ? Json(words[index]) : Json(nullptr);
}

Json json_of(const Level& level)
{
	Json json{{"step", "bucket"},
		  {"of", to_string(level.bucket)},
		  {"tokens", level.tokens},
		  {"burst", level.burst},
		  {"reserve", level.reserve},
		  {"packets", level.rate.packets},
		  {"period_seconds", level.rate.period_s},
		  {"wait_seconds", level.wait.count()}};
	if (level.prefix_bits)
		json["prefix_bits"] = *level.prefix_bits;
	return json;
}

Json json_of_reason(const Asked& asked, std::size_t at)
{
	const ctg_step& step = asked.trace.steps[at];
	const Config config = Config::from(asked.image.policy);
	return {{"step", "reason"},
		{"reason", reason_name(config, static_cast<ctg_reason>(step.x))},
		{"action", to_string(static_cast<ctg_action>(step.y))},
		{"sure", certainty_of(asked.trace.steps, at) == Certainty::kSure}};
}

/// What a bucket's step is read with: the IP version and the limit that went before it.
Json json_of_bucket(const Asked& asked, const ctg_step& step)
{
	const auto* ip = find_step(asked.trace.steps, CTG_STEP_IP);
	const auto* limit = find_step(asked.trace.steps, CTG_STEP_LIMIT);
	if (!ip || !limit)
		return {{"step", "bucket"}};
	return json_of(level_of(step, limit->x, ip->x == 4 ? CTG_IPV4 : CTG_IPV6, asked.image));
}

/// What the frame is; null for any other step.
Json json_of_layer(const ctg_step& step)
{
	switch (step.kind) {
	case CTG_STEP_ETHERNET:
		return {{"step", "ethernet"}, {"ethertype", step.x}, {"header_bytes", step.y}};
	case CTG_STEP_IP:
		return {{"step", "ip"},
			{"version", step.x},
			{"protocol", step.y},
			{"part", word(kParts, step.a)},
			{"payload_bytes", step.b}};
	case CTG_STEP_TCP:
		return {{"step", "tcp"},
			{"flags", step.x},
			{"header_bytes", step.y},
			{"source_port", step.a},
			{"destination_port", step.b}};
	case CTG_STEP_UDP:
		return {{"step", "udp"}, {"length", step.y}, {"source_port", step.a}, {"destination_port", step.b}};
	case CTG_STEP_ICMP:
		return {{"step", "icmp"}, {"type", step.x}};
	default:
		return nullptr;
	}
}

Json json_of_step(const Asked& asked, std::size_t at)
{
	const ctg_step& step = asked.trace.steps[at];
	switch (step.kind) {
	case CTG_STEP_REASON:
		return json_of_reason(asked, at);
	case CTG_STEP_SET:
		return {{"step", step.x == CTG_SET_ALLOW ? "allow" : "deny"}, {"holds_source", step.y != 0}};
	case CTG_STEP_CONNTRACK:
		return {{"step", "conntrack"}, {"answer", word(kAnswers, step.x)}};
	case CTG_STEP_LIMIT:
		return {{"step", "limit"}, {"limit", asked.image.policy.limit[step.x].name}};
	case CTG_STEP_BUCKET:
		return json_of_bucket(asked, step);
	case CTG_STEP_MEMORY:
		return {{"step", "memory"}, {"source", word(kAcquaintances, step.x)}};
	case CTG_STEP_LEARNING:
		return {{"step", "learning"}, {"sure", step.x == 0}};
	default:
		return json_of_layer(step);
	}
}

/// JSON has no blank in its words.
Json json_of(std::optional<Verdict> verdict)
{
	if (!verdict)
		return nullptr;
	return *verdict == Verdict::kWouldDrop ? Json("would_drop") : Json(word_of(*verdict));
}

Json name_or_null(const std::string& name)
{
	return name.empty() ? Json(nullptr) : Json(name);
}

Json monitored_in(const Fate& fate, const Config& config)
{
	Json monitored = Json::array();
	for (const auto reason : fate.monitored)
		monitored.push_back(reason_name(config, reason));
	return monitored;
}

} // namespace

std::string json_head(const std::string& interface, const ctg_image& image)
{
	return fmt::format(R"({{"schema": "ctgate/why/1", "interface": {}, "armed": {}, "frames": [)",
			   Json(interface).dump(), image.policy.armed != 0) +
	       '\n';
}

std::string json_frame(std::uint64_t number, const Asked& asked)
{
	const Fate fate = fate_of(asked.trace);
	const Config config = Config::from(asked.image.policy);
	Json json{{"frame", number},
		  {"bytes", asked.frame.size()},
		  {"wire_bytes", asked.wire_length},
		  {"packet", packet_text(asked.frame, asked.trace.steps)},
		  {"verdict", json_of(fate.verdict)},
		  {"reason", fate.reason ? Json(reason_name(config, *fate.reason)) : Json(nullptr)},
		  {"monitored", monitored_in(fate, config)},
		  {"steps", Json::array()}};
	for (std::size_t at = 0; at < asked.trace.steps.size(); ++at)
		json["steps"].push_back(json_of_step(asked, at));
	return json.dump() + '\n';
}

std::string json_unasked(std::uint64_t number, const std::string& sentence)
{
	return Json{{"frame", number}, {"verdict", nullptr}, {"error", sentence}}.dump() + '\n';
}

std::string json_tail(const Tally& tally)
{
	Json summary = Json::array();
	for (const auto& [end, frames] : tally.ends())
		summary.push_back({{"verdict", json_of(end.verdict)},
				   {"reason", name_or_null(end.reason)},
				   {"monitored", name_or_null(end.monitored)},
				   {"frames", frames}});
	return fmt::format("], \"summary\": {}}}\n", summary.dump());
}

} // namespace ctgate::why
