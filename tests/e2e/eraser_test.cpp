// SPDX-License-Identifier: MIT
// What is deleted is exactly what was named, entry by entry or by the kernel's own filter.
#include "userspace/conntrack/eraser.hpp"

#include "tests/e2e/entries.hpp"
#include "tests/e2e/network.hpp"
#include "userspace/conntrack/status_filter.hpp"
#include "userspace/conntrack/table.hpp"

#include <gmock/gmock.h>

#include <linux/capability.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>

#include <functional>
#include <set>

namespace ctgate::e2e
{
namespace
{

using conntrack::Entry;
using conntrack::Eraser;
using conntrack::StatusFilter;
using conntrack::Table;
using conntrack::Visit;

class EraserTest : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
	}

	static void for_each(const std::function<void(const Entry&)>& visit)
	{
		auto table = Table::open();
		ASSERT_TRUE(table) << table.error().message();
		const auto read = table->for_each([&](const Entry& entry) {
			visit(entry);
			return Visit::kNext;
		});
		ASSERT_TRUE(read) << read.error().message();
	}

	static std::set<std::uint32_t> ids(const std::function<bool(const Entry&)>& wanted)
	{
		std::set<std::uint32_t> found;
		for_each([&](const Entry& entry) {
			if (wanted(entry))
				found.insert(entry.id);
		});
		return found;
	}

	/// What the kernel allocates next takes the memory that was freed last.
	static void stay_on_one_processor()
	{
		cpu_set_t here;
		CPU_ZERO(&here);
		CPU_SET(static_cast<std::size_t>(::sched_getcpu()), &here);
		ASSERT_EQ(::sched_setaffinity(0, sizeof(here), &here), 0);
	}

	/// CAP_SYS_ADMIN of the calling thread, and of those that it starts.
	static void give_up_administration()
	{
		__user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
		__user_cap_data_struct rights[_LINUX_CAPABILITY_U32S_3];
		ASSERT_EQ(::syscall(SYS_capget, &header, rights), 0);
		rights[0].effective &= ~(1u << CAP_SYS_ADMIN);
		ASSERT_EQ(::syscall(SYS_capset, &header, rights), 0);
	}

	static bool any(const Entry&) { return true; }
	static bool assured(const Entry& entry) { return entry.assured(); }
	static bool unassured(const Entry& entry) { return !entry.assured(); }

	static void erase(Eraser& eraser, const std::function<bool(const Entry&)>& wanted)
	{
		for_each([&](const Entry& entry) {
			const auto erased = wanted(entry) ? eraser.erase(entry) : Result<void>{};
			ASSERT_TRUE(erased) << erased.error().message();
		});
	}

	/// Every family, protocol, translation and zone, assured and not.
	static std::vector<NewEntry> motley()
	{
		std::vector<NewEntry> all;
		for (const std::uint32_t status : {std::uint32_t{0}, std::uint32_t{IPS_SEEN_REPLY}, kSettled}) {
			const auto port = static_cast<std::uint16_t>(1000 + status);
			const auto v4 = tuple("192.0.2.1", port, "198.51.100.1", 443);
			all.push_back({.original = v4, .status = status});
			all.push_back({.original = v4, .protocol = IPPROTO_UDP, .status = status});
			all.push_back({.original = tuple("2001:db8::1", port, "2001:db8::2", 53),
				       .protocol = IPPROTO_UDP,
				       .status = status});
			all.push_back({.original = tuple("192.0.2.1", port, "198.51.100.1", 8),
				       .protocol = IPPROTO_ICMP,
				       .status = status});
			all.push_back({.original = tuple("2001:db8::1", port, "2001:db8::2", 128),
				       .protocol = IPPROTO_ICMPV6,
				       .status = status});
			all.push_back({.original = tuple(fmt::format("192.0.2.{}", status + 1), 0, "198.51.100.1", 0),
				       .protocol = 253,
				       .status = status});
			all.push_back({.original = tuple("10.0.0.1", port, "198.51.100.1", 80),
				       .status = status,
				       .source_nat = address_of("192.0.2.9")});
			all.push_back({.original = v4, .status = status, .zone = 5});
		}
		return all;
	}
};

TEST_F(EraserTest, DeletesEveryEntryThatItIsGivenAndNoOther)
{
	const Namespace host;
	host.inside([&] {
		insert(motley());
		const auto stay = ids(assured);
		ASSERT_EQ(stay.size(), 8u);
		auto eraser = Eraser::open();
		ASSERT_TRUE(eraser);
		erase(*eraser, unassured);
		ASSERT_TRUE(eraser->finish());
		EXPECT_EQ(eraser->freed(), 16u);
		EXPECT_EQ(eraser->gone(), 0u);
		EXPECT_EQ(ids(any), stay);
	});
}

TEST_F(EraserTest, EntriesWithAZoneOfOneDirectionAreDeletedToo)
{
	const Namespace host;
	host.must("ip link set lo up");
	host.nft(R"(table inet zones { chain early { type filter hook output priority -300;
		udp dport 7 ct original zone set 7
		udp dport 8 ct reply zone set 8
	}
	chain use { type filter hook output priority 0; ct state new accept; }
	})");
	host.run({"bash", "-c",
		  "echo > /dev/udp/127.0.0.1/7; echo > /dev/udp/127.0.0.1/8; echo > /dev/udp/127.0.0.1/9"});
	host.inside([&] {
		ASSERT_GE(ids(any).size(), 2u);
		auto eraser = Eraser::open();
		erase(*eraser, any);
		ASSERT_TRUE(eraser->finish());
		EXPECT_EQ(eraser->gone(), 0u);
		EXPECT_EQ(ids(any).size(), 0u);
	});
}

TEST_F(EraserTest, ANewerEntryOfTheSameTupleStays)
{
	const Namespace host;
	host.inside([&] {
		stay_on_one_processor();
		const NewEntry flow{.original = tuple("192.0.2.1", 40000, "198.51.100.1", 443)};
		insert({&flow, 1});
		auto old = Eraser::open();
		erase(*old, any);
		// Not sent yet, and meanwhile the entry gives way to another one.
		auto other = Eraser::open();
		erase(*other, any);
		ASSERT_TRUE(other->finish());
		const NewEntry between{.original = tuple("192.0.2.2", 40000, "198.51.100.1", 443)};
		insert({&between, 1}); // takes the memory of the old one, from which ids are made
		insert({&flow, 1});
		const auto stay = ids(any);

		ASSERT_TRUE(old->finish());
		EXPECT_EQ(old->freed(), 0u);
		EXPECT_EQ(old->gone(), 1u);
		EXPECT_EQ(ids(any), stay);
	});
}

TEST_F(EraserTest, TheKernelsFilterAndEntryByEntryAgree)
{
	const Namespace one, other;
	const auto tuples_after = [](const std::function<void()>& erase) {
		std::multiset<std::string> left;
		insert(motley());
		erase();
		for_each([&](const Entry& entry) {
			left.insert(fmt::format("{} {} {} {}", entry.protocol, to_string(entry.original.source),
						entry.original.source_port, entry.zone));
		});
		return left;
	};
	std::multiset<std::string> by_kernel, by_name;
	one.inside([&] {
		by_kernel = tuples_after([] {
			const auto filter = StatusFilter::proven();
			ASSERT_TRUE(filter) << filter.error().message();
			ASSERT_TRUE(filter->erase_unassured());
		});
	});
	other.inside([&] {
		by_name = tuples_after([] {
			auto eraser = Eraser::open();
			erase(*eraser, unassured);
			ASSERT_TRUE(eraser->finish());
		});
	});
	EXPECT_EQ(by_kernel.size(), 8u);
	EXPECT_EQ(by_kernel, by_name);
}

TEST_F(EraserTest, TheProofTouchesNoTableThatSomebodyNeeds)
{
	const Namespace host;
	host.inside([&] {
		insert(motley());
		const auto before = ids(any);
		ASSERT_TRUE(StatusFilter::proven());
		EXPECT_EQ(ids(any), before);
	});
}

TEST_F(EraserTest, WithoutTheRightToMakeANamespaceThereIsNoProof)
{
	const Namespace host;
	host.inside([&] {
		insert(motley());
		const auto before = ids(any);
		give_up_administration();
		const auto filter = StatusFilter::proven();
		ASSERT_FALSE(filter);
		EXPECT_EQ(filter.error().code(), EPERM);
		EXPECT_EQ(ids(any), before);
	});
}

} // namespace
} // namespace ctgate::e2e
