// SPDX-License-Identifier: MIT
// All files together: which interfaces they speak of, and what each is to have.
#pragma once

#include "loader/sets/prefix_set.hpp"
#include "userspace/config/file/settings.hpp"

#include <array>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ctgate::file
{

/// One file, as it was read.
struct Text {
	std::string name, text;
};

/// The text of a list of prefixes that a file names. The second argument is the name of that file.
using ListReader = std::function<Result<Text>(const std::string& list, const std::string& named_by)>;

/// A prefix that files put into a set, and where they do.
struct Member {
	SetEntry entry;
	Place place;
};

/// Valid: what it says of any interface that it names can be put in force.
class Configuration
{
public:
	/// Of two files that say the same, the later one counts.
	static std::expected<Configuration, Complaints> make(const std::vector<Text>& files, const ListReader& read);

	/// Nothing when the files do not speak of this interface. Several patterns may match it, and say what is only
	/// wrong together.
	std::expected<std::optional<Resolved>, Complaints> of_interface(const std::string& name) const;
	/// The interfaces that are named without a pattern, in the order of the files.
	std::vector<std::string> names() const;
	/// Sorted by prefix, each once. Nothing when no file speaks of the set.
	const std::optional<std::vector<Member>>& set(ctg_set which) const { return sets_[which]; }
	/// The lists of prefixes that were read.
	const std::vector<Text>& lists() const { return lists_; }

private:
	Configuration() = default;
	std::vector<const Section*> sections_for(const std::string& name) const;
	void check_sections(Complaints& complaints) const;
	void add_set(const RawSet& raw, const ListReader& read, Complaints& complaints);

	std::vector<Section> sections_;
	std::array<std::optional<std::vector<Member>>, CTG_SETS> sets_;
	std::vector<Text> lists_;
};

} // namespace ctgate::file
