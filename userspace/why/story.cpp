// SPDX-License-Identifier: MIT
#include "userspace/why/story.hpp"

#include "userspace/report/wrap.hpp"
#include "userspace/why/fate.hpp"
#include "userspace/why/packet.hpp"
#include "userspace/why/sentences.hpp"
#include "userspace/why/unsaid.hpp"

#include <fmt/format.h>

namespace ctgate::why
{
namespace
{

using report::labelled;

std::string heading(const Asked& asked)
{
	std::string text = fmt::format("{}: {}, {} bytes\n", asked.interface,
				       packet_text(asked.frame, asked.trace.steps), asked.wire_length);
	if (asked.frame.size() < asked.wire_length)
		text += labelled("capture", fmt::format("cut off after {} bytes; what is behind them the filter "
							"could not see, so its verdict may differ on the wire",
							asked.frame.size()));
	return text;
}

/// Tells the steps one by one; remembers of those before what the next ones need.
class Teller
{
public:
	explicit Teller(const Asked& asked)
	    : asked_{asked}, steps_{asked.trace.steps}, config_{Config::from(asked.image.policy)}
	{
	}

	std::string tell()
	{
		for (at_ = 0; at_ < steps_.size(); ++at_)
			tell(steps_[at_]);
		const Fate fate = fate_of(asked_.trace);
		if (!fate.reason)
			tell_what_was_unasked();
		tell(fate);
		return std::move(text_);
	}

private:
	void tell(const ctg_step& step)
	{
		switch (step.kind) {
		case CTG_STEP_ETHERNET:
			return say("Ethernet", ethernet_sentence(step));
		case CTG_STEP_IP:
			family_ = step.x == 4 ? CTG_IPV4 : CTG_IPV6;
			return say(step.x == 4 ? "IPv4" : "IPv6", ip_sentence(step));
		case CTG_STEP_TCP:
			return tell_layer("TCP", tcp_sentence(step));
		case CTG_STEP_UDP:
			return tell_layer("UDP", udp_sentence(step));
		case CTG_STEP_ICMP:
			return say("ICMP", icmp_sentence(step));
		case CTG_STEP_REASON:
			say("reason", reason_sentence(config_, step));
			return say("action", action_sentence(step, certainty_of(steps_, at_)));
		case CTG_STEP_SET:
			return say(step.x == CTG_SET_ALLOW ? "allow" : "deny", set_sentence(config_, step));
		case CTG_STEP_CONNTRACK:
			return say("conntrack", conntrack_sentence(step));
		case CTG_STEP_LEARNING:
			return say("conntrack", learning_sentence(step));
		case CTG_STEP_LIMIT:
			slot_ = step.x;
			return say("limit", limit_sentence(asked_.image, step.x));
		case CTG_STEP_BUCKET:
			return say("bucket", level_sentence(level_of(step, slot_, family_, asked_.image)));
		case CTG_STEP_MEMORY:
			return say("memory", memory_sentence(step));
		default:
			return say("step", fmt::format("{}, unknown to this ctgate", step.kind));
		}
	}

	/// A layer-4 header, and the checks that it passed.
	void tell_layer(std::string_view layer, const std::string& sentence)
	{
		say(layer, sentence);
		const auto passed = checks_passed(asked_.image, steps_, at_);
		if (!passed.empty())
			say("checks", passed + ": passed");
	}

	void tell_what_was_unasked()
	{
		const std::string sentence = unasked_sentence(asked_.image, steps_);
		if (!sentence.empty())
			say("limit", sentence);
	}

	void tell(const Fate& fate)
	{
		if (!fate.reason)
			return say("verdict", "PASSED" + monitored_text(fate));
		const std::string name = reason_name(config_, *fate.reason);
		say("verdict", fate.verdict == Verdict::kDropped
				       ? "DROPPED: " + name
				       : "PASSED, because the filter is disarmed; armed, it would be dropped: " + name);
		say("more", fmt::format("ctgate explain {}", name));
	}

	std::string monitored_text(const Fate& fate) const
	{
		std::string text;
		for (const auto reason : fate.monitored)
			text += fmt::format("{} {}", text.empty() ? "; monitored:" : ",", reason_name(config_, reason));
		return text;
	}

	void say(std::string_view label, std::string_view sentence) { text_ += labelled(label, sentence); }

	const Asked& asked_;
	const std::vector<ctg_step>& steps_;
	Config config_;
	std::string text_;
	std::size_t at_ = 0;
	ctg_family family_ = CTG_IPV4;
	std::uint32_t slot_ = 0;
};

} // namespace

std::string story_text(const Asked& asked)
{
	return heading(asked) + Teller{asked}.tell();
}

} // namespace ctgate::why
