// SPDX-License-Identifier: MIT
// ctgate why --pcap: one frame is told in full, several a line each. Holds two frames at a time.
#include "userspace/cli/why/why_options.hpp"
#include "userspace/why/json.hpp"
#include "userspace/wire/capture.hpp"

#include <fmt/core.h>

namespace ctgate::cli
{
namespace
{

using wire::Capture;
using wire::CapturedFrame;

/// Prints a frame as soon as the filter was asked about it.
class Listing
{
public:
	explicit Listing(const WhyQuestion& question) : question_{question}, json_{question.options.json}
	{
		fmt::print("{}",
			   json_ ? why::json_head(question.interface, question.tracer.image()) : why::list_heading());
	}

	void tell(const CapturedFrame& frame)
	{
		if (json_ && number_ > 0)
			fmt::print("{}", why::kJsonBetween);
		++number_;
		fmt::print("{}", line_of(frame));
	}

	void end() const
	{
		if (json_)
			fmt::print("{}", why::json_tail(tally_));
		else
			fmt::print("{}  each by itself, as the filter and conntrack stand now: the frames before it "
				   "spent nothing\n"
				   "  in full: ctgate why {} --pcap {} --frame NUMBER\n",
				   why::tally_text(tally_), question_.interface, *question_.options.pcap);
	}

private:
	std::string line_of(const CapturedFrame& frame)
	{
		const auto trace = question_.tracer.run(frame.bytes);
		if (!trace) { // one frame that cannot be asked about says nothing of the others
			tally_.count_unasked();
			const auto& sentence = trace.error().message();
			return json_ ? why::json_unasked(number_, sentence) : why::unasked_line(number_, sentence);
		}
		const auto asked = question_.about(frame.bytes, frame.wire_length, *trace);
		tally_.count(asked);
		return json_ ? why::json_frame(number_, asked) : why::list_line(number_, asked);
	}

	const WhyQuestion& question_;
	bool json_;
	why::Tally tally_;
	std::uint64_t number_ = 0;
};

Result<void> tell_one(const WhyQuestion& question, Capture& capture)
{
	const std::uint64_t wanted = *question.options.frame;
	for (std::uint64_t number = 1;; ++number) {
		const auto frame = capture.next();
		if (!frame)
			return error_of(frame);
		if (!*frame)
			return fail(EINVAL, "{} has no frame {}; it has {}", *question.options.pcap, wanted,
				    number - 1);
		if (number == wanted)
			return tell_frame(question, number, (*frame)->bytes, (*frame)->wire_length);
	}
}

/// Two frames and all that follow; a capture that breaks off is listed as far as it goes.
Result<void> list(const WhyQuestion& question, Capture& capture, const CapturedFrame& first, CapturedFrame frame)
{
	Listing listing{question};
	listing.tell(first);
	for (;;) {
		listing.tell(frame);
		const auto next = capture.next();
		if (next && *next) {
			frame = **next;
			continue;
		}
		listing.end();
		return next ? Result<void>{} : error_of(next);
	}
}

} // namespace

Result<void> tell_capture(const WhyQuestion& question)
{
	const std::string& path = *question.options.pcap;
	auto capture = Capture::open(path);
	if (!capture)
		return error_of(capture);
	if (question.options.frame)
		return tell_one(question, *capture);

	const auto first = capture->next();
	if (!first)
		return error_of(first);
	if (!*first)
		return fail(EINVAL, "{} holds no frame", path);
	const wire::Bytes kept{(*first)->bytes.begin(), (*first)->bytes.end()};
	const CapturedFrame whole{.bytes = kept, .wire_length = (*first)->wire_length};
	const auto second = capture->next();
	if (second && *second)
		return list(question, *capture, whole, **second);
	if (auto told = tell_frame(question, 1, whole.bytes, whole.wire_length); !told)
		return told;
	return second ? Result<void>{} : error_of(second);
}

} // namespace ctgate::cli
