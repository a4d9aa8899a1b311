// SPDX-License-Identifier: MIT
#include "userspace/sysctl/rules.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <ranges>
#include <regex>
#include <string>

namespace ctgate::sysctl
{
namespace
{

/// nft's words, and those of iptables-save. Not `ct status dnat`, which only asks.
const std::regex& translating()
{
	static const std::regex words{R"((\b(masquerade|redirect)\b|\b[sd]nat( ip| ip6)? to\b|)"
				      R"(-j (MASQUERADE|REDIRECT|SNAT|DNAT|NETMAP)\b))"};
	return words;
}

/// `ct state invalid counter drop`, `ct state vmap { ..., invalid : drop }`, `--ctstate INVALID -j DROP`.
const std::regex& dropping_invalid()
{
	static const std::regex words{R"((ct state .*\binvalid\b.*\b(drop|reject)\b|)"
				      R"(--(ct)?state [A-Z,]*\bINVALID\b.*-j (DROP|REJECT)\b))"};
	return words;
}

/// What the command prints; nothing when it fails.
std::optional<std::string> output_of(const std::string& command)
{
	std::FILE* pipe = ::popen(command.c_str(), "re");
	if (!pipe)
		return std::nullopt;
	std::string text;
	std::array<char, 65'536> part;
	for (std::size_t got; (got = std::fread(part.data(), 1, part.size(), pipe)) > 0;)
		text.append(part.data(), got);
	return ::pclose(pipe) == 0 ? std::optional{text} : std::nullopt;
}

} // namespace

Rules rules_in(std::string_view listing)
{
	Rules rules{.known = true};
	for (const auto range : listing | std::views::split('\n')) {
		const std::string line{range.begin(), range.end()};
		rules.translate = rules.translate || std::regex_search(line, translating());
		rules.drop_invalid = rules.drop_invalid || std::regex_search(line, dropping_invalid());
	}
	return rules;
}

Rules read_rules(const Paths& paths)
{
	Rules all;
	for (const auto& command : paths.rulesets) {
		const auto listing = output_of(command);
		if (!listing)
			continue;
		const Rules rules = rules_in(*listing);
		all.known = true;
		all.translate = all.translate || rules.translate;
		all.drop_invalid = all.drop_invalid || rules.drop_invalid;
	}
	return all;
}

} // namespace ctgate::sysctl
