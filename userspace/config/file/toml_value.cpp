// SPDX-License-Identifier: MIT
#include "userspace/config/file/toml_value.hpp"

namespace ctgate::file
{
namespace
{

std::string_view wanted(Kind kind)
{
	switch (kind) {
	case Kind::kBoolean:
		return "takes true or false";
	case Kind::kText:
		return "takes a text in quotes";
	case Kind::kNumber:
		return "takes a whole number";
	case Kind::kDuration:
		return "takes a duration in quotes: \"300s\", \"5m\"";
	case Kind::kPorts:
		return "takes a list of port numbers: [53, 853]";
	}
	return "";
}

std::unexpected<Error> refused(Kind kind)
{
	return fail(EINVAL, "{}", wanted(kind));
}

Result<std::string> ports_of(const toml::node& value)
{
	const toml::array* array = value.as_array();
	if (!array)
		return refused(Kind::kPorts);
	std::string text;
	for (const toml::node& port : *array) {
		const auto number = port.value_exact<std::int64_t>();
		if (!number)
			return refused(Kind::kPorts);
		text += fmt::format("{}{}", text.empty() ? "" : ",", *number);
	}
	return text;
}

} // namespace

Result<std::string> text_of(const toml::node& value, Kind kind)
{
	if (kind == Kind::kPorts)
		return ports_of(value);
	if (kind == Kind::kBoolean) {
		const auto flag = value.value_exact<bool>();
		return flag ? Result<std::string>{*flag ? "true" : "false"} : refused(kind);
	}
	if (kind == Kind::kNumber) {
		const auto number = value.value_exact<std::int64_t>();
		return number ? Result<std::string>{std::to_string(*number)} : refused(kind);
	}
	const auto text = value.value_exact<std::string>();
	return text ? Result<std::string>{*text} : refused(kind);
}

} // namespace ctgate::file
