// SPDX-License-Identifier: MIT
#include "userspace/report/selftest.hpp"

#include <nlohmann/json.hpp>

namespace ctgate::report
{
namespace
{

using Json = nlohmann::ordered_json;
using selftest::Outcome;

const char* to_string(Outcome outcome)
{
	switch (outcome) {
	case Outcome::kAsConfigured:
		return "as_configured";
	case Outcome::kBypass:
		return "bypass";
	case Outcome::kHarmless:
		return "harmless";
	case Outcome::kWrong:
		return "wrong";
	case Outcome::kNotTried:
		return "not_tried";
	}
	return "";
}

Json json_of(const selftest::ShapeResult& shape)
{
	const Outcome outcome = shape.outcome();
	Json json{{"layer", shape.layer},
		  {"name", shape.name},
		  {"outcome", to_string(outcome)},
		  {"frames", shape.frames}};
	if (outcome == Outcome::kBypass || outcome == Outcome::kHarmless) {
		json["why"] = shape.why;
		json["remedy"] = shape.remedy;
		json["passes"] = shape.missed;
	}
	return json;
}

Json json_of(const selftest::WrongFrame& frame)
{
	return {{"layer", frame.layer},
		{"network_shape", frame.network},
		{"link_shape", frame.link},
		{"packet", frame.probe},
		{"says", frame.sentence}};
}

template <class Range>
Json list_of(const Range& range)
{
	Json list = Json::array();
	for (const auto& one : range)
		list.push_back(json_of(one));
	return list;
}

Json json_of(const Selftest& selftest)
{
	const auto& [status, device, findings] = selftest;
	Json json{{"interface", status.interface},
		  {"armed", status.config.arming() == Arming::kArmed},
		  {"mtu", device.mtu},
		  {"strips_vlan_tags", device.strips_vlan_tags},
		  {"frames", findings.frames}};
	if (status.running) {
		json["mode"] = ctgate::to_string(status.running->mode);
		json["program_id"] = status.running->program_id;
	}
	for (const auto outcome :
	     {Outcome::kAsConfigured, Outcome::kBypass, Outcome::kHarmless, Outcome::kWrong, Outcome::kNotTried})
		json["shapes_in_all"][to_string(outcome)] = findings.count(outcome);
	json["shapes"] = list_of(findings.shapes);
	json["wrong"] = list_of(findings.wrong);
	json["notes"] = selftest_notes(selftest);
	return json;
}

} // namespace

std::string selftest_json(std::span<const Selftest> interfaces)
{
	Json json{{"schema", "ctgate/selftest/1"}, {"interfaces", Json::array()}};
	for (const Selftest& one : interfaces)
		json["interfaces"].push_back(json_of(one));
	return json.dump(2) + '\n';
}

} // namespace ctgate::report
