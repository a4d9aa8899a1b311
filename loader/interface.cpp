// SPDX-License-Identifier: MIT
#include "loader/interface.hpp"

#include "loader/base/nearest.hpp"
#include "loader/base/unique_fd.hpp"

#include <linux/if_link.h>
#include <net/if.h>
#include <sys/socket.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace ctgate
{
namespace
{

std::vector<std::string> interface_names()
{
	const std::unique_ptr<struct if_nameindex, decltype(&::if_freenameindex)> list{::if_nameindex(),
										       &::if_freenameindex};
	std::vector<std::string> names;
	for (const struct if_nameindex* entry = list.get(); entry && entry->if_index; ++entry)
		names.emplace_back(entry->if_name);
	return names;
}

/// Well-known programs by the name that their authors gave them.
struct KnownProgram {
	std::string_view prefix;
	std::string_view owner;
};

constexpr std::array kKnownPrograms = {
	KnownProgram{"xdp_dispatcher", "libxdp's dispatcher, for several tools; to join them: ctgate attach --shared"},
	KnownProgram{"cil_xdp", "Cilium's; it owns the hook for its load balancer"},
	KnownProgram{"balancer_ing", "Katran's load balancer"},
	KnownProgram{"xdp_root", "a root program that calls others"},
	KnownProgram{"ctgate",
		     "a ctgate whose pins are gone, or belong to another mount of bpffs or another network namespace"},
};

} // namespace

Result<Interface> Interface::find(const std::string& name)
{
	if (name.empty())
		return fail(EINVAL, "the name of the interface is empty; say which one: eth0");
	const unsigned index = ::if_nametoindex(name.c_str());
	if (index == 0)
		return fail(ENODEV, "no interface {} in this network namespace{}", name,
			    did_you_mean(name, interface_names()));
	return Interface{name, index};
}

Result<std::optional<XdpProgram>> running_on(unsigned ifindex)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, query);
	if (const int result = ::bpf_xdp_query(static_cast<int>(ifindex), 0, &query); result < 0)
		return fail_errno(libbpf_errno(result), "ask which XDP program runs");
	if (query.attach_mode == XDP_ATTACHED_NONE)
		return std::nullopt;

	const bool native = query.drv_prog_id != 0;
	XdpProgram program{native ? query.drv_prog_id : query.prog_id, "",
			   native ? XdpMode::kNative : XdpMode::kGeneric};
	const UniqueFd fd{::bpf_prog_get_fd_by_id(program.id)};
	struct bpf_prog_info info {
	};
	__u32 size = sizeof(info);
	if (fd && ::bpf_obj_get_info_by_fd(fd.get(), &info, &size) == 0)
		program.name = info.name;
	return program;
}

std::unexpected<Error> no_native_xdp(const Interface& interface, std::string_view options)
{
	return fail(
		EOPNOTSUPP,
		"the driver of {0} has no native XDP; attach in generic mode (slower, works everywhere): ctgate attach "
		"{0} {1}",
		interface.name, options);
}

std::string describe(const XdpProgram& program)
{
	for (const auto& known : kKnownPrograms)
		if (program.name.starts_with(known.prefix))
			return fmt::format("program `{}` (id {}, {}): {}", program.name, program.id,
					   to_string(program.mode), known.owner);
	return fmt::format("program `{}` (id {}, {}); `bpftool prog show id {}` tells more", program.name, program.id,
			   to_string(program.mode), program.id);
}

Result<std::string> namespace_suffix()
{
	// These sysctls exist in the initial network namespace only (net/core/sysctl_net_core.c).
	if (std::filesystem::exists("/proc/sys/net/core/netdev_max_backlog"))
		return std::string{};
	const UniqueFd socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
	std::uint64_t cookie = 0;
	socklen_t size = sizeof(cookie);
	if (!socket || ::getsockopt(socket.get(), SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) != 0)
		return fail_errno(errno, "ask which network namespace this is");
	return fmt::format(":{}", cookie);
}

} // namespace ctgate
