// SPDX-License-Identifier: MIT
#include "userspace/config/file/draft.hpp"

#include "userspace/config/prefix_file.hpp"

#include <toml++/toml.h>

#include <sstream>

namespace ctgate::file
{
namespace
{

constexpr std::string_view kHead =
	"# Written by ctgate --save. Yours to change, but comments do not survive the next one.\n";

toml::table& table_in(toml::table& parent, std::string_view name)
{
	return *parent.emplace<toml::table>(name).first->second.as_table();
}

toml::array& prefixes_of(toml::table& root, ctg_set set)
{
	toml::table& table = table_in(table_in(root, "sets"), to_string(set));
	return *table.emplace<toml::array>("prefixes").first->second.as_array();
}

bool is_of(const toml::node& line, const Prefix& prefix)
{
	const auto entry = parse_prefix_line(line.value_or(std::string_view{}));
	return entry && *entry && (*entry)->prefix == prefix;
}

std::string text_of(const toml::table& root)
{
	std::ostringstream text;
	text << kHead << root << '\n';
	return text.str();
}

void drop(toml::array& lines, const Prefix& prefix)
{
	for (auto line = lines.begin(); line != lines.end();)
		line = is_of(*line, prefix) ? lines.erase(line) : std::next(line);
}

} // namespace

std::string with_value(std::string_view text, const std::string& interface, std::string_view path,
		       std::string_view value)
{
	toml::table root = toml::parse(text);
	toml::table* table = &table_in(table_in(root, "interface"), interface);
	for (auto dot = path.find('.'); dot != path.npos; dot = path.find('.')) {
		table = &table_in(*table, path.substr(0, dot));
		path.remove_prefix(dot + 1);
	}
	toml::table one = toml::parse(fmt::format("value = {}", value));
	one.begin()->second.visit([&](auto& node) { table->insert_or_assign(path, std::move(node)); });
	return text_of(root);
}

std::string with_interface(std::string_view text, const std::string& interface)
{
	toml::table root = toml::parse(text);
	table_in(table_in(root, "interface"), interface);
	return text_of(root);
}

std::string with_prefix(std::string_view text, const SetEntry& entry, ctg_set set)
{
	toml::table root = toml::parse(text);
	toml::array& lines = prefixes_of(root, set);
	drop(lines, entry.prefix);
	lines.push_back(prefix_line(entry));
	return text_of(root);
}

std::string without_prefix(std::string_view text, const Prefix& prefix, ctg_set set)
{
	toml::table root = toml::parse(text);
	drop(prefixes_of(root, set), prefix);
	return text_of(root);
}

} // namespace ctgate::file
