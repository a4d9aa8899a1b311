// SPDX-License-Identifier: MIT
#include "loader/probe.hpp"

#include "loader/machine.hpp"
#include "loader/pins.hpp"
#include "loader/program.hpp"

#include <unistd.h>

namespace ctgate
{
namespace
{

constexpr const char* kBtf = "/sys/kernel/btf/vmlinux";

/// Native compare-and-swap, xdp.frags and frozen images in one go: the filter itself, with every reason on.
Result<void> load_filter()
{
	ctg_image image{};
	image.abi = CTG_ABI;
	for (auto& action : image.policy.action)
		action = CTG_DROP;
	for (auto& limit : image.policy.limit)
		limit.total = limit.source = {.packets = 1, .period_s = 1, .burst = 1, .reserved = 0};
	image.policy.action[CTG_GO_ON] = CTG_OFF;
	image.machine = machine_for(image.policy, kernel_tick(), draw_keys());
	auto program = Program::load(image);
	if (!program)
		return error_of(program);
	return {};
}

} // namespace

Result<void> require_btf()
{
	if (::access(kBtf, R_OK) != 0)
		return fail(
			ENOTSUP,
			"this kernel has no BTF ({} is missing); ctgate needs one built with CONFIG_DEBUG_INFO_BTF, "
			"as distributions' kernels have been since Debian 11 and Ubuntu 20.10",
			kBtf);
	return {};
}

std::vector<Capability> probe_kernel()
{
	return {
		{"kernel BTF", require_btf()},
		{"bpffs", require_bpffs()},
		{"filter loads (xdp.frags, atomics)", load_filter()},
	};
}

} // namespace ctgate
