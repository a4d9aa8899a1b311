// SPDX-License-Identifier: MIT
#include "loader/probe.hpp"

#include "loader/pins/pins.hpp"
#include "loader/program/machine.hpp"
#include "loader/program/program.hpp"

#include <sys/utsname.h>
#include <unistd.h>

namespace ctgate
{
namespace
{

constexpr const char* kBtf = "/sys/kernel/btf/vmlinux";

/// Native compare-and-swap, xdp.frags and frozen images in one go: the filter itself, with every reason on.
Result<Program> load_filter()
{
	ctg_image image{};
	image.abi = CTG_ABI;
	for (auto& action : image.policy.action)
		action = CTG_DROP;
	image.policy.action[CTG_GO_ON] = CTG_OFF;
	image.machine = machine_for(image.policy, {.tick = kernel_tick(), .keys = draw_keys()});
	return Program::load(image);
}

Result<void> without_value(const auto& result)
{
	return result ? Result<void>{} : error_of(result);
}

Result<void> has_look_up(const Result<Program>& filter)
{
	if (!filter)
		return error_of(filter);
	const auto image = filter->image();
	if (!image)
		return error_of(image);
	return image->machine.conntrack ? Result<void>{} : no_look_up();
}

} // namespace

std::string kernel_release()
{
	utsname kernel{};
	::uname(&kernel);
	return kernel.release;
}

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

std::unexpected<Error> no_look_up()
{
	return fail(ENOTSUP,
		    "this kernel has no bpf_xdp_ct_lookup(): it is older than 5.18, or its module nf_conntrack is not "
		    "loaded (modprobe nf_conntrack, then make any change); off are tcp_out_of_state, "
		    "dns_reply_unsolicited and every limit that counts new flows only");
}

std::vector<Capability> probe_kernel()
{
	const auto filter = load_filter();
	return {
		{"kernel BTF", require_btf()},
		{"bpffs", require_bpffs()},
		{"filter loads (xdp.frags, atomics)", without_value(filter)},
		{"conntrack look-ups", has_look_up(filter)},
	};
}

} // namespace ctgate
