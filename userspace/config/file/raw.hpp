// SPDX-License-Identifier: MIT
// What stands in a file: known keys with values of the right type, each with its place; not yet whether it makes sense.
#pragma once

#include "bpf/abi.h"
#include "userspace/config/file/complaints.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ctgate::file
{

/// `key = value`. The value is written as the command line takes it: true, 5000/s, 53,853.
struct Word {
	Place key_place, place; ///< of the key, of the value
	std::string key, text;
};

/// [defaults.limits.dns]
struct RawLimit {
	Place place;
	std::string name;
	std::vector<Word> words;
};

/// [defaults], or [interface."eth*"].
struct Section {
	Place place;
	std::string interface; ///< a name or a pattern; empty: the defaults
	std::vector<Word> settings, reasons;
	std::vector<RawLimit> limits;
};

/// [sets.deny]
struct RawSet {
	Place place;
	ctg_set set;
	std::vector<Word> prefixes, files;
};

struct Raw {
	std::vector<Section> sections; ///< in the order of the file
	std::vector<RawSet> sets;
};

/// Unknown keys and values of the wrong type are complained of and left out. `name` is that of the file.
Raw parse(std::string_view text, const std::string& name, Complaints& complaints);

} // namespace ctgate::file
