// SPDX-License-Identifier: MIT
// A house with a filter, whose allow set and deny set are empty.
#pragma once

#include "tests/e2e/refusal.hpp"
#include "tests/packet/temporary_file.hpp"

#include <gmock/gmock.h>

#include <optional>

namespace ctgate::e2e
{

inline constexpr const char* kDenied = "198.51.100.1";
inline constexpr const char* kDenied6 = "2001:db8:1::1";

inline packet::Bytes from(const std::string& source)
{
	return source.find(':') == std::string::npos ? packet::Frame{}.ipv4({.source = source}).tcp().bytes()
						     : packet::Frame{}.ipv6({.source = source}).tcp().bytes();
}

inline packet::TemporaryFile text_file(const std::string& text)
{
	return packet::TemporaryFile{{text.begin(), text.end()}};
}

class SetCommand : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
		bed_.emplace();
		bed_->ctgate_done({"attach", bed_->interface()});
	}

	bool passes(const std::string& source) const
	{
		return count(bed_->filter(), bed_->wire(), from(source)).passed();
	}
	bool is_denied(const std::string& source) const
	{
		return count(bed_->filter(), bed_->wire(), from(source)).dropped(CTG_PREFIX_DENIED) == 1;
	}
	std::string done(const std::vector<std::string>& arguments) const { return bed_->ctgate_done(arguments); }

	std::optional<Testbed> bed_;
};

} // namespace ctgate::e2e
