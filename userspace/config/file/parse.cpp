// SPDX-License-Identifier: MIT
// text -> Raw.
#include "userspace/config/file/raw.hpp"

#include "loader/base/nearest.hpp"
#include "userspace/config/file/toml_value.hpp"
#include "userspace/config/limit_words.hpp"

#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <functional>
#include <span>

namespace ctgate::file
{
namespace
{

/// A key that may stand in a table, and what may stand behind it.
struct Known {
	std::string key;
	Kind kind;
};

const std::vector<Known> kSettings = {
	{"armed", Kind::kBoolean},      {"mode", Kind::kText},         {"attachment", Kind::kText},
	{"allow_excuses", Kind::kText}, {"learning", Kind::kDuration}, {"sketch", Kind::kText},
	{"priority", Kind::kNumber},
};

std::vector<Known> limit_keys()
{
	std::vector<Known> keys{{"enabled", Kind::kBoolean}};
	for (const LimitWord& word : limit_words())
		keys.push_back({std::string{word.name}, word.name == "ports"           ? Kind::kPorts
							: word.name.ends_with("burst") ? Kind::kNumber
										       : Kind::kText});
	return keys;
}

class Parser
{
public:
	Parser(std::string name, Complaints& complaints) : name_{std::move(name)}, complaints_{complaints} {}

	Raw file(const toml::table& root)
	{
		Raw raw;
		each(root, {"defaults", "interface", "sets"},
		     [&](const Place& place, const auto& key, const auto& node) {
			     if (key == "sets")
				     sets(node, raw);
			     else if (key == "defaults")
				     raw.sections.push_back(section(place, "", node));
			     else
				     each(node, {},
					  [&](const Place& at, const std::string& interface, const auto& one) {
						  if (interface.empty())
							  complaints_.add(at, "the name of an interface is empty; say "
									      "[defaults] for "
									      "all of them");
						  else
							  raw.sections.push_back(section(at, interface, one));
					  });
		     });
		return raw;
	}

private:
	using Visit = std::function<void(const Place& place, const std::string& key, const toml::node& value)>;

	Place place_of(const toml::source_region& region) const
	{
		return {name_, region.begin.line, region.begin.column};
	}

	/// In the order of the file. Complains of keys other than these; of none when there are none.
	void each(const toml::node& node, const std::vector<std::string>& keys, const Visit& visit)
	{
		const toml::table* table = node.as_table();
		if (!table) {
			complaints_.add(place_of(node.source()),
					"a table is wanted here, [in.brackets] or {in = \"braces\"}");
			return;
		}
		std::vector<std::pair<const toml::key*, const toml::node*>> entries;
		for (auto&& [key, value] : *table)
			entries.emplace_back(&key, &value);
		std::ranges::sort(entries, {}, [this](const auto& entry) { return place_of(entry.first->source()); });
		for (const auto& [key, value] : entries) {
			const std::string word{key->str()};
			if (keys.empty() || std::ranges::find(keys, word) != keys.end())
				visit(place_of(key->source()), word, *value);
			else
				complaints_.add(place_of(key->source()),
						fmt::format("`{}` is not known here{}", word, instead(word, keys)));
		}
	}

	static std::string instead(const std::string& word, const std::vector<std::string>& keys)
	{
		const std::string nearest = did_you_mean(word, keys);
		return nearest.empty() ? fmt::format("; known are {}", fmt::join(keys, ", ")) : nearest;
	}

	std::vector<Word> words(const toml::node& node, std::span<const Known> known)
	{
		std::vector<std::string> keys;
		std::ranges::transform(known, std::back_inserter(keys), &Known::key);
		std::vector<Word> words;
		each(node, keys, [&](const Place& at, const std::string& key, const toml::node& value) {
			add_word(words, at, key, std::ranges::find(known, key, &Known::key)->kind, value);
		});
		return words;
	}

	void add_word(std::vector<Word>& words, const Place& at, const std::string& key, Kind kind,
		      const toml::node& value)
	{
		const Place place = place_of(value.source());
		auto text = text_of(value, kind);
		if (text)
			words.push_back({at, place, key, std::move(*text)});
		else
			complaints_.add(place, fmt::format("`{}` {}", key, text.error().message()));
	}

	/// Takes the entries of these keys out of a table, and hands on the rest.
	Section section(const Place& place, const std::string& interface, const toml::node& node)
	{
		Section section{.place = place, .interface = interface, .settings = {}, .reasons = {}, .limits = {}};
		std::vector<std::string> keys{"reasons", "limits"};
		std::ranges::transform(kSettings, std::back_inserter(keys), &Known::key);
		each(node, keys, [&](const Place& at, const std::string& key, const toml::node& value) {
			if (key == "reasons")
				each(value, {},
				     [&](const Place& there, const std::string& reason, const toml::node& action) {
					     add_word(section.reasons, there, reason, Kind::kText, action);
				     });
			else if (key == "limits")
				each(value, {},
				     [&](const Place& there, const std::string& name, const toml::node& limit) {
					     section.limits.push_back({there, name, words(limit, limit_keys())});
				     });
			else
				add_word(section.settings, at, key,
					 std::ranges::find(kSettings, key, &Known::key)->kind, value);
		});
		return section;
	}

	void sets(const toml::node& node, Raw& raw)
	{
		each(node, {"allow", "deny"},
		     [&](const Place& place, const std::string& name, const toml::node& value) {
			     RawSet set{.place = place,
					.set = name == "allow" ? CTG_SET_ALLOW : CTG_SET_DENY,
					.prefixes = {},
					.files = {}};
			     each(value, {"prefixes", "files"},
				  [&](const Place&, const std::string& key, const auto& list) {
					  texts(key, list, key == "files" ? set.files : set.prefixes);
				  });
			     raw.sets.push_back(std::move(set));
		     });
	}

	void texts(const std::string& key, const toml::node& list, std::vector<Word>& words)
	{
		const toml::array* array = list.as_array();
		if (!array) {
			complaints_.add(place_of(list.source()),
					fmt::format("`{}` takes a list: [\"...\", \"...\"]", key));
			return;
		}
		for (const toml::node& one : *array)
			add_word(words, place_of(one.source()), key, Kind::kText, one);
	}

	std::string name_;
	Complaints& complaints_;
};

} // namespace

Raw parse(std::string_view text, const std::string& name, Complaints& complaints)
{
	try {
		return Parser{name, complaints}.file(toml::parse(text, std::string_view{name}));
	} catch (const toml::parse_error& error) {
		const auto& at = error.source().begin;
		complaints.add({name, at.line, at.column}, std::string{error.description()});
		return {};
	}
}

} // namespace ctgate::file
