// SPDX-License-Identifier: MIT
// A house with a filter, whose allow set and deny set are empty.
#pragma once

#include "tests/e2e/refusal.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
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

/// A file that is gone with the object.
class TextFile
{
public:
	explicit TextFile(const std::string& text)
	{
		const UniqueFd made{::mkstemp(path_.data())};
		std::ofstream{path_} << text;
	}
	~TextFile() { ::unlink(path_.c_str()); }

	const std::string& path() const { return path_; }

private:
	std::string path_ = "/tmp/ctgate-set-XXXXXX";
};

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
