// SPDX-License-Identifier: MIT
#include "userspace/doctor/socket_owner.hpp"

#include "userspace/doctor/proc.hpp"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <memory>
#include <unordered_set>

namespace ctgate::doctor
{
namespace
{

namespace fs = std::filesystem;

using Inodes = std::unordered_set<std::uint64_t>;

constexpr std::string_view kSocketLink = "socket:[";
constexpr std::size_t kInodesMax = 100'000;

struct Closer {
	void operator()(mnl_socket* socket) const { ::mnl_socket_close(socket); }
};

struct Search {
	const SocketFilter& filter;
	Inodes found{};
};

/// Also through a socket of IPv6, where IPv4 addresses are mapped (RFC 4291, 2.5.5.2).
bool goes_to(const inet_diag_msg& socket, const conntrack::Address& remote)
{
	constexpr std::size_t kMapped = 12;
	const auto* bytes = reinterpret_cast<const std::uint8_t*>(socket.id.idiag_dst);
	if (socket.idiag_family == remote.family)
		return std::memcmp(bytes, remote.bytes.data(), remote.family == AF_INET ? 4 : 16) == 0;
	return remote.family == AF_INET && std::memcmp(bytes + kMapped, remote.bytes.data(), 4) == 0;
}

int read_socket(const nlmsghdr* message, void* data)
{
	auto& search = *static_cast<Search*>(data);
	const auto* socket = static_cast<const inet_diag_msg*>(::mnl_nlmsg_get_payload(message));
	const auto& [states, remote, port] = search.filter;
	const bool there = !remote || goes_to(*socket, *remote);
	if (there && (port == 0 || ntohs(socket->id.idiag_dport) == port) && search.found.size() < kInodesMax)
		search.found.insert(socket->idiag_inode);
	return MNL_CB_OK;
}

void search_family(std::uint8_t family, Search& search)
{
	const std::unique_ptr<mnl_socket, Closer> socket{::mnl_socket_open(NETLINK_SOCK_DIAG)};
	if (!socket || ::mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) < 0)
		return;
	std::array<char, 512> request{};
	nlmsghdr* header = ::mnl_nlmsg_put_header(request.data());
	header->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	auto* wanted = static_cast<inet_diag_req_v2*>(::mnl_nlmsg_put_extra_header(header, sizeof(inet_diag_req_v2)));
	wanted->sdiag_family = family;
	wanted->sdiag_protocol = IPPROTO_TCP;
	wanted->idiag_states = search.filter.states;
	if (::mnl_socket_sendto(socket.get(), header, header->nlmsg_len) < 0)
		return;
	std::vector<char> answer(1 << 15);
	for (;;) {
		const auto size = ::mnl_socket_recvfrom(socket.get(), answer.data(), answer.size());
		if (size <= 0 || ::mnl_cb_run(answer.data(), static_cast<std::size_t>(size), 0, 0, read_socket,
					      &search) <= MNL_CB_STOP)
			return;
	}
}

std::uint64_t held_by(const fs::path& process, const Inodes& inodes)
{
	std::uint64_t held = 0;
	std::error_code ignored;
	for (const auto& file : fs::directory_iterator{process / "fd", ignored}) {
		const std::string target = fs::read_symlink(file.path(), ignored);
		if (!target.starts_with(kSocketLink))
			continue;
		std::uint64_t inode = 0;
		std::from_chars(target.data() + kSocketLink.size(), target.data() + target.size(), inode);
		held += inodes.contains(inode);
	}
	return held;
}

} // namespace

std::optional<SocketOwner> owner_of_sockets(const SocketFilter& filter)
{
	Search search{filter};
	search_family(AF_INET, search);
	search_family(AF_INET6, search);
	if (search.found.empty())
		return std::nullopt;

	SocketOwner most;
	std::error_code ignored;
	for (const auto& process : fs::directory_iterator{"/proc", ignored}) {
		const std::string name = process.path().filename();
		std::uint32_t id = 0;
		if (std::from_chars(name.data(), name.data() + name.size(), id).ec != std::errc{})
			continue;
		if (const auto held = held_by(process.path(), search.found); held > most.sockets)
			most = {Proc{}.process(id), held};
	}
	return most.sockets > 0 ? std::optional{most} : std::nullopt;
}

} // namespace ctgate::doctor
