// SPDX-License-Identifier: MIT
#include "userspace/config/setting_words.hpp"

#include "loader/base/nearest.hpp"
#include "userspace/config/duration.hpp"
#include "userspace/config/whole_number.hpp"

#include <charconv>
#include <utility>

namespace ctgate
{
namespace
{

constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::uint64_t kSketchLeast = 1, kSketchMost = 1024;
constexpr Priority kPriorityMost = 65535;
constexpr std::chrono::seconds kLearningMost{std::chrono::days{1}};

} // namespace

Result<Attachment> parse_attachment(std::string_view text)
{
	for (const auto attachment : {Attachment::kExclusive, Attachment::kShared, Attachment::kNone})
		if (text == to_string(attachment))
			return attachment;
	return fail(EINVAL,
		    "`{}` is not an attachment; say exclusive, shared (beside other XDP programs), or none for no "
		    "filter{}",
		    text, did_you_mean(text, {"exclusive", "shared", "none"}));
}

std::string_view to_string(Attachment attachment)
{
	switch (attachment) {
	case Attachment::kExclusive:
		return to_string(Sharing::kExclusive);
	case Attachment::kShared:
		return to_string(Sharing::kShared);
	case Attachment::kNone:
		return "none";
	}
	std::unreachable();
}

Result<Priority> parse_priority(std::string_view text)
{
	if (const auto priority = whole_number<Priority>(text); priority && *priority <= kPriorityMost)
		return *priority;
	return fail(EINVAL,
		    "`{}` is not a priority; write a whole number from 0 to {}, of which the lowest comes first", text,
		    kPriorityMost);
}

Result<XdpMode> parse_mode(std::string_view text)
{
	for (const auto mode : {XdpMode::kNative, XdpMode::kGeneric})
		if (text == to_string(mode))
			return mode;
	return fail(EINVAL, "`{}` is not a mode; say native (in the driver) or generic (slower, works everywhere){}",
		    text, did_you_mean(text, {"native", "generic"}));
}

Result<std::uint32_t> parse_sketch_size(std::string_view text)
{
	std::uint64_t megabytes = 0;
	const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), megabytes);
	const std::string_view unit{end, text.data() + text.size()};
	if (error != std::errc{} || (unit != "M" && unit != "MiB") || megabytes < kSketchLeast ||
	    megabytes > kSketchMost)
		return fail(EINVAL, "`{}` is not a size for the sketch; write 1M to 1024M (8M is the default)", text);
	return static_cast<std::uint32_t>(megabytes * kMiB / sizeof(ctg_line));
}

std::string sketch_size_text(std::uint32_t lines)
{
	return fmt::format("{}M", lines * sizeof(ctg_line) / kMiB);
}

Result<AllowExcuses> parse_excuses(std::string_view text)
{
	for (const auto what : {AllowExcuses::kLimits, AllowExcuses::kMalformedToo})
		if (text == to_string(what))
			return what;
	return fail(EINVAL,
		    "`{}` is nothing that can be excused; say limits (the deny set and all limits), or malformed "
		    "(these, and packets that are malformed){}",
		    text, did_you_mean(text, {"limits", "malformed"}));
}

std::string_view to_string(AllowExcuses what)
{
	return what == AllowExcuses::kLimits ? "limits" : "malformed";
}

Result<std::chrono::seconds> parse_learning(std::string_view text)
{
	if (text == "0s")
		return std::chrono::seconds{0};
	const auto time = parse_duration(text);
	if (time && *time > kLearningMost)
		return fail(EINVAL, "{} is too long to learn; 24h at most", text);
	return time;
}

} // namespace ctgate
