// SPDX-License-Identifier: MIT
#include "loader/program/test_run.hpp"

#include <linux/bpf.h>
#include <linux/if_ether.h>

#include <bpf/bpf.h>

namespace ctgate
{

Result<std::uint32_t> test_run(const Program& program, std::span<const std::byte> frame, unsigned ifindex)
{
	if (frame.size() < ETH_HLEN)
		return fail(EINVAL, "a frame begins with an Ethernet header of {} bytes; of this one there are {}",
			    ETH_HLEN, frame.size());
	xdp_md arrival{};
	arrival.data_end = static_cast<__u32>(frame.size());
	arrival.ingress_ifindex = ifindex;
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(),
		    .data_size_in = static_cast<__u32>(frame.size()));
	if (ifindex) {
		options.ctx_in = &arrival;
		options.ctx_size_in = sizeof(arrival);
	}
	if (const int result = ::bpf_prog_test_run_opts(program.fd(), &options); result < 0)
		return fail_errno(libbpf_errno(result),
				  fmt::format("run the filter on a frame of {} bytes", frame.size()));
	return options.retval;
}

} // namespace ctgate
