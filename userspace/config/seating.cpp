// SPDX-License-Identifier: MIT
#include "userspace/config/seating.hpp"

namespace ctgate
{

Result<Config> seated_as_in(const Config& wanted, const Config& standing)
{
	Config seated = standing;
	seated.set_arming(wanted.arming());
	seated.set_allow_excuses(wanted.allow_excuses());
	seated.set_learning(wanted.learning());
	for (const Reason& reason : reasons())
		seated.set_action(reason.id, wanted.action(reason.id));
	for (const Limit& limit : standing.limits())
		if (!wanted.slot(limit.name))
			(void)seated.remove_limit(limit.name); // it is there
	for (const Limit& limit : wanted.limits()) {
		const auto placed = seated.slot(limit.name) ? seated.set_limit(limit) : seated.add_limit(limit);
		if (!placed)
			return error_of(placed);
		for (const auto bucket : {CTG_EACH_SOURCE, CTG_EACH_DESTINATION, CTG_TOTAL})
			seated.set_action(seated.reason(limit.name, bucket),
					  wanted.action(wanted.reason(limit.name, bucket)));
	}
	return seated;
}

} // namespace ctgate
