// SPDX-License-Identifier: MIT
// What nf_conntrack_tcp_loose=0 costs: docs/article.md, docs/tune.md and the doctor say it, and here it is seen.
#include "tests/e2e/network.hpp"

#include <gmock/gmock.h>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

namespace ctgate::e2e
{
namespace
{

constexpr std::uint16_t kPort = 7000;
constexpr int kPatienceMs = 1000; // five times the first retransmission

sockaddr_in server_address()
{
	sockaddr_in address{};
	address.sin_family = AF_INET;
	address.sin_port = htons(kPort);
	::inet_pton(AF_INET, "192.0.2.1", &address.sin_addr);
	return address;
}

/// A client, and a server that drops what conntrack calls invalid.
class TcpLoose : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
		server_.must("ip link add port type veth peer name cable netns " + client_.name() +
			     "\nip address add 192.0.2.1/24 dev port\nip link set port up");
		client_.must("ip address add 192.0.2.2/24 dev cable\nip link set cable up");
		server_.nft("table ip gate {\n chain in {\n type filter hook input priority 0\n ct state invalid "
			    "drop\n }\n}");
		open();
	}

	/// Does what the client says reach the server?
	bool is_heard() const
	{
		if (::send(client_end_.get(), "x", 1, MSG_NOSIGNAL) != 1)
			return false;
		pollfd readable{.fd = server_end_.get(), .events = POLLIN, .revents = 0};
		char said = 0;
		return ::poll(&readable, 1, kPatienceMs) == 1 && ::recv(server_end_.get(), &said, 1, 0) == 1;
	}

	Namespace server_, client_;

private:
	void open()
	{
		const auto address = server_address();
		const auto* where = reinterpret_cast<const sockaddr*>(&address);
		UniqueFd listener;
		server_.inside([&] {
			listener = UniqueFd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
			ASSERT_EQ(::bind(listener.get(), where, sizeof(address)), 0);
			ASSERT_EQ(::listen(listener.get(), 1), 0);
		});
		client_.inside([&] {
			client_end_ = UniqueFd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
			ASSERT_EQ(::connect(client_end_.get(), where, sizeof(address)), 0);
		});
		server_end_ = UniqueFd{::accept(listener.get(), nullptr, nullptr)};
		ASSERT_TRUE(is_heard());
	}

	UniqueFd client_end_, server_end_;
};

TEST_F(TcpLoose, OneLetsAConnectionSurviveThatConntrackHasForgotten)
{
	server_.sysctl("net/netfilter/nf_conntrack_tcp_loose", 1);
	server_.must("conntrack -F");
	EXPECT_TRUE(is_heard());
}

TEST_F(TcpLoose, ZeroLetsItDie)
{
	server_.sysctl("net/netfilter/nf_conntrack_tcp_loose", 0);
	EXPECT_TRUE(is_heard()) << "as long as conntrack knows it, nothing happens";
	server_.must("conntrack -F");
	EXPECT_FALSE(is_heard());
}

} // namespace
} // namespace ctgate::e2e
