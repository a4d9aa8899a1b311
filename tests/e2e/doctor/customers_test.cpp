// SPDX-License-Identifier: MIT
// What a remedy does to customers: those who are connected, and those who come. The article that everybody copies says
// to expect trouble of established services; here it is counted.
#include "tests/e2e/doctor/shapes.hpp"
#include "tests/e2e/doctor/small_table.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>

namespace ctgate::e2e
{
namespace
{

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::uint16_t kPort = 443;
constexpr int kPatienceMs = 300;
constexpr int kConnected = 50, kComing = 50;
constexpr int kRefused = 10; ///< that are tried while the table is full: each takes all the patience there is

class Customers : public SmallTable
{
protected:
	void SetUp() override
	{
		SmallTable::SetUp();
		if (IsSkipped())
			return;
		server_.must("ip link add port type veth peer name cable netns " + client_.name() +
			     "\nip address add " + kHostAddress + "/24 dev port\nip link set port up");
		client_.must("ip address add 203.0.113.2/24 dev cable\nip link set cable up");
		server_.nft("table ip gate {\n chain in {\n type filter hook input priority 0\n ct state invalid "
			    "drop\n }\n}");
		listen();
		for (int i = 0; i < kConnected; ++i)
			ASSERT_TRUE(come());
	}

	/// A new connection, accepted, within a third of a second.
	bool come()
	{
		const auto begin = std::chrono::steady_clock::now();
		UniqueFd client;
		client_.inside(
			[&] { client = UniqueFd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)}; });
		::connect(client.get(), reinterpret_cast<const sockaddr*>(&address_), sizeof(address_));
		if (!ready(listener_.get(), POLLIN))
			return false;
		servers_.emplace_back(::accept(listener_.get(), nullptr, nullptr));
		clients_.push_back(std::move(client));
		slowest_ = std::max(slowest_, Milliseconds{std::chrono::steady_clock::now() - begin});
		return true;
	}

	int come(int customers)
	{
		slowest_ = {};
		int served = 0;
		for (int i = 0; i < customers; ++i)
			served += come();
		return served;
	}

	/// Of those who are connected, how many are still heard.
	int heard() const
	{
		int heard = 0;
		char said = 0;
		for (int i = 0; i < kConnected; ++i)
			heard += ::send(clients_.at(i).get(), "x", 1, MSG_NOSIGNAL) == 1 &&
				 ready(servers_.at(i).get(), POLLIN) && ::recv(servers_.at(i).get(), &said, 1, 0) == 1;
		return heard;
	}

	void fill_with(NewEntry (*one)(std::uint32_t)) const
	{
		server_.inside([&] { insert(many(one, 0, kMax - kConnected)); });
	}

	/// Runs it, and says what it meant to customers before and after.
	void expect_cured_by(const std::string& what, const std::vector<std::string>& remedy)
	{
		const int before = come(kRefused);
		std::vector<std::string> command{CTGATE_BINARY};
		command.insert(command.end(), remedy.begin(), remedy.end());
		const auto done = server_.run(command);
		EXPECT_EQ(done.exit_code, 0) << done.err;
		const int after = come(kComing);
		fmt::print("{:<12} served before {} of {}, after {} of {}, the slowest in {:.1f} ms; of the connected "
			   "{} of {} "
			   "are heard\n",
			   what, before, kRefused, after, kComing, slowest_.count(), heard(), kConnected);
		EXPECT_LT(before, kRefused) << "the table was not full";
		EXPECT_EQ(after, kComing);
		EXPECT_EQ(heard(), kConnected);
	}

	Namespace server_, client_;

private:
	static bool ready(int socket, short what)
	{
		pollfd wanted{.fd = socket, .events = what, .revents = 0};
		return ::poll(&wanted, 1, kPatienceMs) == 1;
	}

	void listen()
	{
		address_.sin_family = AF_INET;
		address_.sin_port = htons(kPort);
		::inet_pton(AF_INET, kHostAddress, &address_.sin_addr);
		server_.inside([&] { listener_ = UniqueFd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}; });
		ASSERT_EQ(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address_), sizeof(address_)), 0);
		ASSERT_EQ(::listen(listener_.get(), kComing), 0);
	}

	sockaddr_in address_{};
	UniqueFd listener_;
	std::vector<UniqueFd> clients_, servers_;
	Milliseconds slowest_{};
};

TEST_F(Customers, AreServedWhenIdleConnectionsAreFreed)
{
	fill_with(forgotten);
	expect_cured_by("long-lived", {"relieve", "idle", "--older", "2h4m", "--yes"});
}

TEST_F(Customers, AreServedWhenClosedConnectionsAreFreed)
{
	fill_with(closing);
	expect_cured_by("churn", {"relieve", "closing", "--yes"});
}

TEST_F(Customers, AreServedWhenClosedHalvesAreFreed)
{
	fill_with(half_closed);
	expect_cured_by("close-wait", {"relieve", "close-wait", "--yes"});
}

} // namespace
} // namespace ctgate::e2e
