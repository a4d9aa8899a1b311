// SPDX-License-Identifier: MIT
// Nobody frees the connection that he is typing on.
#include "tests/e2e/relieve.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>

namespace ctgate::e2e
{
namespace
{

using testing::HasSubstr;

constexpr const char* kClient = "198.51.100.7";
constexpr const char* kServer = "192.0.2.1"; ///< an address of the host
constexpr std::uint16_t kClientPort = 50000, kServerPort = 2222;
constexpr const char* kEnvironment = "SSH_CONNECTION=198.51.100.7 50000 192.0.2.1 2222";

NewEntry login(std::uint8_t state = TCP_CONNTRACK_ESTABLISHED, std::uint32_t status = kSettled)
{
	return {.original = tuple(kClient, kClientPort, kServer, kServerPort),
		.status = status,
		.left = std::chrono::seconds{400000},
		.tcp_state = state};
}

NewEntry stranger(std::uint8_t state = TCP_CONNTRACK_ESTABLISHED, std::uint32_t status = kSettled)
{
	NewEntry entry = login(state, status);
	entry.original.source_port = kClientPort + 1;
	entry.original.destination_port = 443;
	return entry;
}

class RelieveSsh : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	static Relieved host_with(const std::vector<NewEntry>& entries) { return Relieved{entries}; }

	static std::string logins(const Relieved& table)
	{
		return table.host().run({"conntrack", "-L", "-p", "tcp", "--reply-port-src", "2222"}).out;
	}
};

TEST_F(RelieveSsh, TheCallersConnectionStaysWhateverTheKind)
{
	struct Case {
		const char* kind;
		std::uint8_t state;
		std::uint32_t status;
	};
	for (const auto& [kind, state, status] : {Case{"idle", TCP_CONNTRACK_ESTABLISHED, kSettled},
						  {"unassured", TCP_CONNTRACK_ESTABLISHED, IPS_SEEN_REPLY},
						  {"picked-up", TCP_CONNTRACK_ESTABLISHED, 0},
						  {"handshakes", TCP_CONNTRACK_SYN_RECV, IPS_SEEN_REPLY},
						  {"closing", TCP_CONNTRACK_FIN_WAIT, kSettled},
						  {"close-wait", TCP_CONNTRACK_CLOSE_WAIT, kSettled}}) {
		SCOPED_TRACE(kind);
		const Relieved table{{login(state, status), stranger(state, status)}};
		const auto said = table.relieve({kind, "--yes"}, {kEnvironment});
		EXPECT_EQ(said.exit_code, 0) << said.err;
		EXPECT_THAT(said.out, HasSubstr("the SSH connection by which you are logged in"));
		EXPECT_THAT(said.out, HasSubstr("freed 1 of 1 entries"));
		EXPECT_THAT(logins(table), HasSubstr("sport=50000 dport=2222"));
		EXPECT_EQ(table.count(), 1);
	}
}

TEST_F(RelieveSsh, ItIsKnownBehindSudo)
{
	const Relieved table{{login(), stranger()}};
	const auto said =
		table.host().run({"env", kEnvironment, "sh", "-c",
				  fmt::format("env -u SSH_CONNECTION {} relieve idle --yes; exit $?", CTGATE_BINARY)});
	EXPECT_EQ(said.exit_code, 0) << said.err;
	EXPECT_EQ(table.count(), 1);
	EXPECT_THAT(logins(table), HasSubstr("sport=50000"));
}

TEST_F(RelieveSsh, ItIsKnownBehindTranslation)
{
	NewEntry translated = login();
	translated.original.destination = address_of("203.0.113.1"); // the public address
	translated.destination_nat = address_of(kServer);
	const Relieved table{{translated, stranger()}};
	EXPECT_EQ(table.report({"idle", "--yes"}, {kEnvironment})["kept"]["own"], 1);
	EXPECT_EQ(table.count(), 1);
	EXPECT_THAT(logins(table), HasSubstr("dst=203.0.113.1"));
}

TEST_F(RelieveSsh, TheKernelIsNotAskedWhileItsFilterCouldMeetIt)
{
	const auto way = [](const std::vector<NewEntry>& entries) {
		const Relieved table{entries};
		return table.report({"unassured", "--yes"}, {kEnvironment})["freed"]["way"].get<std::string>();
	};
	const auto flood = stranger(TCP_CONNTRACK_SYN_SENT, 0);
	EXPECT_EQ(way({login(), flood}), "kernel") << "it is assured, and no filter for unassured entries meets it";
	EXPECT_EQ(way({flood}), "entries") << "it is somewhere, and nobody knows in which state";
	EXPECT_EQ(way({login(TCP_CONNTRACK_ESTABLISHED, IPS_SEEN_REPLY), flood}), "entries");
}

TEST_F(RelieveSsh, WithoutSshConnectionEstablishedOnesToPort22Stay)
{
	NewEntry known = login();
	known.original.destination_port = 22;
	NewEntry forwarded = known;
	forwarded.original.destination = address_of("203.0.113.9");
	const Relieved table{{known, forwarded, stranger()}};
	table.host().must(fmt::format("ip address add {}/32 dev lo", kServer));
	const auto report = table.report({"idle", "--yes"});
	EXPECT_EQ(report["kept"]["ssh"], 1);
	EXPECT_EQ(report["freed"]["entries"], 2);
	EXPECT_THAT(table.host().run({"conntrack", "-L"}).out, HasSubstr("dst=192.0.2.1 sport=50000 dport=22"));
}

TEST_F(RelieveSsh, TheKernelIsNotAskedWhileItsFilterCouldMeetAnyOfThem)
{
	NewEntry unassured = login(TCP_CONNTRACK_ESTABLISHED, IPS_SEEN_REPLY);
	unassured.original.destination_port = 22;
	const Relieved table{{unassured, stranger(TCP_CONNTRACK_SYN_SENT, 0)}};
	table.host().must(fmt::format("ip address add {}/32 dev lo", kServer));
	EXPECT_EQ(table.report({"unassured", "--yes"})["freed"]["way"], "entries");
	EXPECT_EQ(table.count(), 1);
}

} // namespace
} // namespace ctgate::e2e
