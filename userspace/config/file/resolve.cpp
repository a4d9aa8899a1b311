// SPDX-License-Identifier: MIT
// Sections, the weaker ones first -> the settings of an interface.
#include "userspace/config/file/settings.hpp"

#include "loader/base/nearest.hpp"
#include "userspace/config/limit_words.hpp"

#include <algorithm>
#include <set>

namespace ctgate::file
{
namespace
{

/// A limit of the files on its way to be one of the configuration.
struct Draft {
	Limit limit;
	Place place; ///< where it is spoken of last
	bool is_new = false, is_enabled = true, has_protocol = false;
	std::set<ctg_limit_bucket> sized;
};

class Resolver
{
public:
	explicit Resolver(Complaints& complaints) : complaints_{complaints} {}

	Resolved resolve(const std::vector<const Section*>& sections)
	{
		for (const Section* section : sections)
			for (const Word& word : section->settings)
				put_setting(word);
		for (const Section* section : sections)
			for (const RawLimit& limit : section->limits)
				put_limit(limit);
		for (const std::string& name : order_)
			add_limit(drafts_.at(name));
		for (const Section* section : sections)
			put_reasons(section->reasons);
		for (const std::string& name : order_)
			wake(drafts_.at(name));
		for (const std::string& name : order_)
			if (!drafts_.at(name).is_enabled) // not earlier: its reasons may be spoken of
				(void)config().remove_limit(name);
		return std::move(resolved_);
	}

private:
	Config& config() { return resolved_.settings.config; }

	template <class T>
	void put(const Word& word, const Result<T>& parsed, const auto& apply)
	{
		complaints_.add_if_failed(word.place, parsed);
		if (parsed)
			apply(*parsed);
	}

	void put_setting(const Word& word)
	{
		Settings& settings = resolved_.settings;
		resolved_.origins.insert_or_assign(word.key, word.place);
		if (word.key == "armed")
			config().set_arming(word.text == "true" ? Arming::kArmed : Arming::kDisarmed);
		else if (word.key == "mode")
			put(word, parse_mode(word.text), [&](auto mode) { settings.attach.mode = mode; });
		else if (word.key == "attachment")
			put(word, parse_attachment(word.text), [&](auto how) { settings.set_attachment(how); });
		else if (word.key == "priority")
			put(word, parse_priority(word.text),
			    [&](auto priority) { settings.attach.priority = priority; });
		else if (word.key == "allow_excuses")
			put(word, parse_excuses(word.text), [&](auto what) { config().set_allow_excuses(what); });
		else if (word.key == "learning")
			put(word, parse_learning(word.text), [&](auto time) { config().set_learning(time); });
		else if (word.key == "sketch")
			put(word, parse_sketch_size(word.text),
			    [&](auto lines) { settings.attach.sketch_lines = lines; });
	}

	Draft& draft_of(const RawLimit& raw)
	{
		const auto existing = drafts_.find(raw.name);
		if (existing != drafts_.end())
			return existing->second;
		order_.push_back(raw.name);
		const auto built_in = config().limit(raw.name);
		Draft draft{.limit = built_in ? *built_in : fresh_limit(raw.name),
			    .place = raw.place,
			    .is_new = !built_in,
			    .sized = {}};
		return drafts_.emplace(raw.name, std::move(draft)).first->second;
	}

	void put_limit(const RawLimit& raw)
	{
		Draft& draft = draft_of(raw);
		draft.place = raw.place;
		for (const Word& word : raw.words) {
			resolved_.origins.insert_or_assign(fmt::format("limits.{}.{}", raw.name, word.key), word.place);
			draft.has_protocol |= word.key == "protocol";
			if (word.key == "enabled") {
				draft.is_enabled = word.text == "true";
				continue;
			}
			const LimitWord& known = limit_word(word.key);
			complaints_.add_if_failed(word.place, known.put(draft.limit, word.text));
			if (known.bucket)
				draft.sized.insert(*known.bucket);
		}
	}

	void require_new_to_be_whole(const Draft& draft)
	{
		std::vector<std::string> names;
		for (const Limit& limit : config().limits())
			names.push_back(limit.name);
		const std::string& name = draft.limit.name;
		if (!draft.has_protocol)
			complaints_.add(draft.place, fmt::format("limit `{}` is not built in, so it needs a protocol{}",
								 name, did_you_mean(name, names)));
		else if (draft.sized.empty())
			complaints_.add(draft.place, fmt::format("limit `{}` does not say how much may pass: rate, "
								 "source_rate or destination_rate",
								 name));
	}

	void add_limit(const Draft& draft)
	{
		if (draft.is_new && draft.is_enabled)
			require_new_to_be_whole(draft);
		const auto done = draft.is_new ? config().add_limit(draft.limit) : config().set_limit(draft.limit);
		complaints_.add_if_failed(draft.place, done);
	}

	/// Patterns first, so that in one section a name says more than a pattern that matches it.
	void put_reasons(const std::vector<Word>& words)
	{
		for (const bool pattern : {true, false})
			for (const Word& word : words)
				if (word.key.ends_with('*') == pattern)
					put_reason(word);
	}

	void put_reason(const Word& word)
	{
		const auto action = parse_action(word.text);
		const auto matches = config().match_reasons(word.key);
		complaints_.add_if_failed(word.place, action);
		complaints_.add_if_failed(word.key_place, matches);
		if (!action || !matches)
			return;
		for (const Reason& reason : *matches) {
			config().set_action(reason.id, *action);
			resolved_.origins.insert_or_assign("reasons." + reason.name, word.place);
		}
	}

	/// What a file gives a size counts, unless a file says of it that it does not.
	void wake(const Draft& draft)
	{
		if (!config().limit(draft.limit.name))
			return; // complained of
		const std::vector<Reason> all = config().reasons();
		for (const auto bucket : draft.sized) {
			const auto reason =
				std::ranges::find(all, config().reason(draft.limit.name, bucket), &Reason::id);
			if (!resolved_.origins.contains("reasons." + reason->name))
				wake_bucket(config(), draft.limit.name, bucket);
		}
	}

	Complaints& complaints_;
	Resolved resolved_;
	std::map<std::string, Draft> drafts_;
	std::vector<std::string> order_; ///< of the drafts, as the files first speak of them
};

} // namespace

Resolved resolve(const std::vector<const Section*>& sections, Complaints& complaints)
{
	return Resolver{complaints}.resolve(sections);
}

} // namespace ctgate::file
