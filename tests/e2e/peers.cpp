// SPDX-License-Identifier: MIT
#include "tests/e2e/peers.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace ctgate::e2e
{
namespace
{

constexpr int kPatience_ms = 500, kBreath_ms = 20;
// A link that has just come up may lose the first question; UDP clients repeat theirs.
constexpr int kTries = 5, kTry_ms = 200;
constexpr std::string_view kQuestion = "who is there?";

/// Of either family.
struct Endpoint {
	sockaddr_storage storage{};
	socklen_t size = 0;

	Endpoint(const std::string& address, std::uint16_t port)
	{
		auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
		auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
		if (::inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1) {
			v4->sin_family = AF_INET;
			v4->sin_port = htons(port);
			size = sizeof(*v4);
		} else if (::inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1) {
			v6->sin6_family = AF_INET6;
			v6->sin6_port = htons(port);
			size = sizeof(*v6);
		} else {
			throw std::runtime_error(address + " is not an address");
		}
	}

	const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

UniqueFd make_socket(Transport transport, const Endpoint& endpoint)
{
	const int type = transport == Transport::kUdp ? SOCK_DGRAM : SOCK_STREAM;
	return UniqueFd{::socket(endpoint.storage.ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
}

UniqueFd bound(Transport transport, const Endpoint& endpoint)
{
	UniqueFd socket = make_socket(transport, endpoint);
	const int yes = 1;
	::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (!socket || ::bind(socket.get(), endpoint.get(), endpoint.size) != 0)
		throw std::runtime_error("cannot bind a socket");
	return socket;
}

bool ready(const UniqueFd& socket, short events, int milliseconds)
{
	pollfd waiting{.fd = socket.get(), .events = events, .revents = 0};
	return ::poll(&waiting, 1, milliseconds) == 1 && (waiting.revents & events);
}

void echo(const UniqueFd& socket)
{
	std::array<char, 512> bytes;
	sockaddr_storage from{};
	socklen_t size = sizeof(from);
	const auto got =
		::recvfrom(socket.get(), bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
	if (got > 0)
		::sendto(socket.get(), bytes.data(), static_cast<std::size_t>(got), 0,
			 reinterpret_cast<const sockaddr*>(&from), size);
}

bool asks(const UniqueFd& socket, int patience_ms)
{
	std::array<char, kQuestion.size()> bytes;
	return ::send(socket.get(), kQuestion.data(), kQuestion.size(), MSG_NOSIGNAL) >= 0 &&
	       ready(socket, POLLIN, patience_ms) &&
	       ::recv(socket.get(), bytes.data(), bytes.size(), 0) == ssize_t{kQuestion.size()};
}

} // namespace

EchoServer::EchoServer(const Namespace& where, Transport transport, const std::string& address, std::uint16_t port)
{
	where.inside([&] {
		socket_ = bound(transport, {address, port});
		if (transport == Transport::kTcp && ::listen(socket_.get(), SOMAXCONN) != 0)
			throw std::runtime_error("cannot listen");
	});
	thread_ = std::thread{[this, transport] { serve(transport); }};
}

EchoServer::~EchoServer()
{
	ends_ = true;
	thread_.join();
}

void EchoServer::serve(Transport transport) const
{
	while (!ends_) {
		if (!ready(socket_, POLLIN, kBreath_ms))
			continue;
		if (transport == Transport::kUdp) {
			echo(socket_);
			continue;
		}
		const UniqueFd connection{::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
		if (connection && ready(connection, POLLIN, kPatience_ms))
			echo(connection);
	}
}

bool answered(const Namespace& client, Transport transport, const std::string& server, std::uint16_t port)
{
	bool answered = false;
	client.inside([&] {
		const Endpoint there{server, port};
		const UniqueFd socket = make_socket(transport, there);
		if (::connect(socket.get(), there.get(), there.size) != 0 && errno != EINPROGRESS)
			return;
		const bool repeats = transport == Transport::kUdp;
		for (int tries = repeats ? kTries : 1; tries > 0 && !answered; --tries)
			answered =
				ready(socket, POLLOUT, kPatience_ms) && asks(socket, repeats ? kTry_ms : kPatience_ms);
	});
	return answered;
}

bool arrives(const Namespace& from, std::uint16_t from_port, const Namespace& to, const std::string& address,
	     std::uint16_t port)
{
	const Endpoint there{address, port};
	UniqueFd receiver;
	to.inside([&] { receiver = bound(Transport::kUdp, there); });
	from.inside([&] {
		const bool version6 = there.storage.ss_family == AF_INET6;
		const UniqueFd sender = bound(Transport::kUdp, {version6 ? "::" : "0.0.0.0", from_port});
		::sendto(sender.get(), kQuestion.data(), kQuestion.size(), 0, there.get(), there.size);
	});
	return ready(receiver, POLLIN, kPatience_ms);
}

} // namespace ctgate::e2e
