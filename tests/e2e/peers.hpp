// SPDX-License-Identifier: MIT
// Real servers and clients on real sockets, each in a namespace.
#pragma once

#include "tests/e2e/network.hpp"

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace ctgate::e2e
{

enum class Transport { kUdp, kTcp };

/// Answers every datagram, or the first bytes of every connection, with the same bytes.
class EchoServer
{
public:
	/// Listens on an address of the namespace; throws when it cannot.
	EchoServer(const Namespace& where, Transport transport, const std::string& address, std::uint16_t port);
	~EchoServer();
	EchoServer(const EchoServer&) = delete;
	EchoServer& operator=(const EchoServer&) = delete;

private:
	void serve(Transport transport) const;

	UniqueFd socket_;
	std::atomic<bool> ends_ = false;
	std::thread thread_;
};

/// A question from a new port is answered, within half a second.
bool answered(const Namespace& client, Transport transport, const std::string& server, std::uint16_t port);

/// A datagram from this port of one namespace comes to that address and port of another.
bool arrives(const Namespace& from, std::uint16_t from_port, const Namespace& to, const std::string& address,
	     std::uint16_t port);

} // namespace ctgate::e2e
