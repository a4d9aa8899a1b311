// SPDX-License-Identifier: MIT
#include "userspace/why/fate.hpp"

#include <linux/bpf.h>

namespace ctgate::why
{

std::string_view word_of(Verdict verdict)
{
	switch (verdict) {
	case Verdict::kDropped:
		return "dropped";
	case Verdict::kWouldDrop:
		return "would drop";
	case Verdict::kPassed:
		break;
	}
	return "passed";
}

Certainty certainty_of(const std::vector<ctg_step>& steps, std::size_t at)
{
	const bool learning = at > 0 && steps[at - 1].kind == CTG_STEP_LEARNING && steps[at - 1].x != 0;
	return learning ? Certainty::kUnsure : Certainty::kSure;
}

Fate fate_of(const Trace& trace)
{
	Fate fate;
	for (std::size_t at = 0; at < trace.steps.size(); ++at) {
		const ctg_step& step = trace.steps[at];
		if (step.kind != CTG_STEP_REASON || step.y == CTG_OFF)
			continue;
		if (step.y == CTG_DROP && certainty_of(trace.steps, at) == Certainty::kSure)
			fate.reason = static_cast<ctg_reason>(step.x);
		else
			fate.monitored.push_back(static_cast<ctg_reason>(step.x));
	}
	if (fate.reason)
		fate.verdict = trace.verdict == XDP_DROP ? Verdict::kDropped : Verdict::kWouldDrop;
	return fate;
}

} // namespace ctgate::why
