// SPDX-License-Identifier: MIT
#include "userspace/conntrack/entry.hpp"

#include "tests/userspace/conntrack/flow.hpp"
#include "userspace/conntrack/attributes.hpp"
#include "userspace/conntrack/put.hpp"

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace ctgate::conntrack
{
namespace
{

using namespace std::chrono_literals;

constexpr std::size_t kRoom = 2048;

/// A message of a dump, to which attributes are put.
class Dumped
{
public:
	Dumped()
	{
		header_ = ::mnl_nlmsg_put_header(buffer_.data());
		::mnl_nlmsg_put_extra_header(header_, sizeof(nfgenmsg));
	}

	nlmsghdr* header() { return header_; }

	/// Read from memory of just its first `size` bytes, so that AddressSanitizer sees who reads more.
	std::optional<Entry> read(std::size_t size)
	{
		cut_ = std::make_unique<char[]>(size);
		std::memcpy(cut_.get(), buffer_.data(), size);
		auto* message = reinterpret_cast<nlmsghdr*>(cut_.get());
		message->nlmsg_len = static_cast<std::uint32_t>(size);
		return read_entry(message);
	}
	std::optional<Entry> read() { return read(header_->nlmsg_len); }

private:
	std::vector<char> buffer_ = std::vector<char>(kRoom);
	std::unique_ptr<char[]> cut_;
	nlmsghdr* header_ = nullptr;
};

void put_tcp_info(nlmsghdr* message, std::uint8_t flags, std::uint8_t scale)
{
	const Nest info{message, CTA_PROTOINFO};
	const Nest tcp{message, CTA_PROTOINFO_TCP};
	const nf_ct_tcp_flags both{.flags = flags, .mask = 0xff};
	::mnl_attr_put_u8(message, CTA_PROTOINFO_TCP_STATE, TCP_CONNTRACK_ESTABLISHED);
	::mnl_attr_put_u8(message, CTA_PROTOINFO_TCP_WSCALE_ORIGINAL, scale);
	::mnl_attr_put_u8(message, CTA_PROTOINFO_TCP_WSCALE_REPLY, static_cast<std::uint8_t>(scale + 1));
	::mnl_attr_put(message, CTA_PROTOINFO_TCP_FLAGS_ORIGINAL, sizeof(both), &both);
	::mnl_attr_put(message, CTA_PROTOINFO_TCP_FLAGS_REPLY, sizeof(both), &both);
}

void put_all(nlmsghdr* message, const Ends& ends)
{
	put_flow(message, flow(IPPROTO_TCP, ends, 0).original, IPPROTO_TCP);
	::mnl_attr_put_u32(message, CTA_STATUS, htonl(kSettled | IPS_CONFIRMED));
	::mnl_attr_put_u32(message, CTA_TIMEOUT, htonl(431999));
	::mnl_attr_put_u32(message, CTA_ID, 0x01020304);
	::mnl_attr_put_u16(message, CTA_ZONE, htons(7));
	put_tcp_info(message, IP_CT_TCP_FLAG_SACK_PERM, 7);
	const Nest help{message, CTA_HELP};
	::mnl_attr_put_strz(message, CTA_HELP_NAME, "ftp");
}

TEST(ReadEntry, FindsEverythingInItsPlace)
{
	for (const Ends& ends : {Ends{}, Ends{.source = "2001:db8::7", .destination = "2001:db8::1"}}) {
		Dumped dumped;
		put_all(dumped.header(), ends);
		const auto entry = dumped.read();
		ASSERT_TRUE(entry);
		EXPECT_EQ(entry->original.source, address(ends.source));
		EXPECT_EQ(entry->original.destination, address(ends.destination));
		EXPECT_EQ(entry->original.source_port, 40000);
		EXPECT_EQ(entry->original.destination_port, 443);
		EXPECT_EQ(entry->reply.source, address(ends.destination));
		EXPECT_EQ(entry->reply.source_port, 443);
		EXPECT_EQ(entry->protocol, IPPROTO_TCP);
		EXPECT_EQ(entry->status, kSettled | IPS_CONFIRMED);
		EXPECT_EQ(entry->left, 431999s);
		EXPECT_EQ(entry->id, 0x01020304U) << "as the kernel takes it back";
		EXPECT_EQ(entry->zone, 7);
		EXPECT_TRUE(entry->zone_attribute);
		EXPECT_EQ(entry->tcp_state, TCP_CONNTRACK_ESTABLISHED);
		EXPECT_EQ(entry->tcp_flags_original, IP_CT_TCP_FLAG_SACK_PERM);
		EXPECT_EQ(entry->tcp_flags_reply, IP_CT_TCP_FLAG_SACK_PERM);
		EXPECT_EQ(entry->tcp_scale_original, 7);
		EXPECT_EQ(entry->tcp_scale_reply, 8);
		EXPECT_EQ(entry->helper, "ftp");
	}
}

TEST(ReadEntry, TakesIdAndTypeOfIcmpForPorts)
{
	Dumped dumped;
	put_flow(dumped.header(), {address("192.0.2.7"), address("192.0.2.8"), 4711, 8}, IPPROTO_ICMP);
	const auto entry = dumped.read();
	ASSERT_TRUE(entry);
	EXPECT_EQ(entry->original.source_port, 4711);
	EXPECT_EQ(entry->original.destination_port, 8);
	EXPECT_EQ(entry->reply.destination_port, 0) << "echo reply";
}

TEST(ReadEntry, FindsAZoneOfOneDirectionInItsTuple)
{
	Dumped dumped;
	{
		const Nest original{dumped.header(), CTA_TUPLE_ORIG};
		::mnl_attr_put_u16(dumped.header(), CTA_TUPLE_ZONE, htons(9));
	}
	const auto entry = dumped.read();
	ASSERT_TRUE(entry);
	EXPECT_EQ(entry->zone, 9);
	EXPECT_FALSE(entry->zone_attribute);
}

TEST(ReadEntry, IsNoneWithoutATuple)
{
	Dumped dumped;
	EXPECT_FALSE(dumped.read());
	::mnl_attr_put_u32(dumped.header(), CTA_STATUS, htonl(kSettled));
	EXPECT_FALSE(dumped.read());
}

/// The kernel sends none of these; whoever answers in its place may.
TEST(ReadEntry, ReadsNothingBehindACut)
{
	Dumped dumped;
	put_all(dumped.header(), {});
	const Entry whole = dumped.read().value();
	for (std::size_t size = sizeof(nlmsghdr); size <= dumped.header()->nlmsg_len; ++size) {
		const auto entry = dumped.read(size);
		EXPECT_EQ(entry.value_or(whole).original.source, whole.original.source) << size;
	}
}

TEST(ReadEntry, TakesNothingFromAnAttributeThatIsTooShort)
{
	for (const std::uint16_t type : {CTA_STATUS, CTA_TIMEOUT, CTA_ID, CTA_ZONE})
		for (const std::size_t size : {0U, 1U}) {
			Dumped dumped;
			put_flow(dumped.header(), flow(IPPROTO_TCP, {}, 0).original, IPPROTO_TCP);
			::mnl_attr_put(dumped.header(), type, size, "\xff\xff\xff\xff");
			const auto entry = dumped.read();
			ASSERT_TRUE(entry);
			EXPECT_EQ(entry->status, 0U) << type;
			EXPECT_EQ(entry->left, 0s) << type;
			EXPECT_EQ(entry->id, 0U) << type;
			EXPECT_EQ(entry->zone, 0) << type;
		}
}

TEST(ReadEntry, TakesANameWithoutItsEndForWhatIsThere)
{
	Dumped dumped;
	put_flow(dumped.header(), flow(IPPROTO_TCP, {}, 0).original, IPPROTO_TCP);
	{
		const Nest help{dumped.header(), CTA_HELP};
		::mnl_attr_put(dumped.header(), CTA_HELP_NAME, 4, "sip!");
	}
	const auto entry = dumped.read();
	ASSERT_TRUE(entry);
	EXPECT_EQ(entry->helper, "sip!");
}

TEST(PickedUp, IsLiberalInBothDirectionsAndNeverScaled)
{
	Entry entry = tcp(TCP_CONNTRACK_ESTABLISHED, kSettled, 100s);
	EXPECT_FALSE(entry.picked_up());
	entry.tcp_flags_original = entry.tcp_flags_reply = IP_CT_TCP_FLAG_BE_LIBERAL;
	EXPECT_TRUE(entry.picked_up());

	Entry scaled = entry, one_way = entry, offloaded = entry, udp = entry;
	scaled.tcp_scale_reply = 7;
	one_way.tcp_flags_reply = 0;
	offloaded.status |= IPS_OFFLOAD;
	udp.protocol = IPPROTO_UDP;
	for (const Entry& other : {scaled, one_way, offloaded, udp})
		EXPECT_FALSE(other.picked_up());
}

TEST(Address, IsWrittenAsPeopleWriteIt)
{
	EXPECT_EQ(to_string(address("192.0.2.7")), "192.0.2.7");
	EXPECT_EQ(to_string(address("2001:db8:0:0::7")), "2001:db8::7");
	EXPECT_EQ(to_string(address("::ffff:192.0.2.7")), "::ffff:192.0.2.7");
}

} // namespace
} // namespace ctgate::conntrack
