// SPDX-License-Identifier: MIT
// What the selftest says of conntrack, asked of conntrack: which shapes it reads, and which it does not either.
#include "tests/e2e/testbed.hpp"
#include "userspace/selftest/shape.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace ctgate::e2e
{
namespace
{

using selftest::Addresses;
using selftest::Bytes;
using selftest::Layer;
using selftest::LinkShape;
using selftest::NetworkShape;
using selftest::Reader;
using selftest::Sight;

constexpr int kMtu = 9000;

/// The selftest leaves checksums out; the kernel's IPv4 does not.
Bytes with_checksum(Bytes frame)
{
	constexpr std::size_t kHeader = 14, kChecksum = kHeader + 10;
	if (frame.at(12) != 0x08 || frame.at(13) != 0)
		return frame;
	std::uint32_t sum = 0;
	const std::size_t length = (frame.at(kHeader) & 0xfu) * 4;
	for (std::size_t at = kHeader; at < kHeader + length; at += 2)
		sum += static_cast<std::uint32_t>(frame.at(at) << 8 | frame.at(at + 1));
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	frame[kChecksum] = static_cast<std::uint8_t>(~sum >> 8);
	frame[kChecksum + 1] = static_cast<std::uint8_t>(~sum);
	return frame;
}

class SelftestOracle : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
		bed_.emplace(kMtu);
		bed_->host().sysctl("net/netfilter/nf_conntrack_checksum", 0);
	}

	/// In a shape of a shape, from a source of its own.
	void send(const NetworkShape& network, const LinkShape& link, const std::string& source, std::uint8_t flags)
	{
		const Addresses addresses{.source = selftest::address(source),
					  .destination = selftest::address(address(family_, 2, 1))};
		const Layer segment = selftest::tcp({.flags = flags}, 24);
		bed_->wire().send(with_checksum(link.wrap(network.wrap(addresses, segment))));
	}

	/// Conntrack has read a TCP header if it takes a SYN for the first of a flow, and a segment without flags for
	/// invalid: of a protocol that it does not read it takes both.
	bool is_read_by_conntrack(const NetworkShape& network, const LinkShape& link)
	{
		const std::string opening = address(family_, 1, ++sources_), null = address(family_, 1, ++sources_);
		send(network, link, opening, selftest::kSyn);
		send(network, link, null, 0);
		// One that is read, behind the others: when conntrack has seen it, it has seen them.
		const std::string last = address(family_, 1, ++sources_);
		send(selftest::network_shapes(kind()).front(), selftest::link_shapes().front(), last, selftest::kSyn);
		EXPECT_TRUE(eventually([&] { return bed_->judged(family_).fresh.contains(last); }));
		const Judged judged = bed_->judged(family_);
		return judged.fresh.contains(opening) && judged.invalid.contains(null);
	}

	ctg_family kind() const { return family_ == Family::kIpv4 ? CTG_IPV4 : CTG_IPV6; }

	void expect_network_shapes_as_said(Family family)
	{
		family_ = family;
		const LinkShape untagged = selftest::link_shapes().front();
		for (const NetworkShape& shape : selftest::network_shapes(kind())) {
			const auto reads = said_of(shape);
			if (reads) {
				EXPECT_EQ(is_read_by_conntrack(shape, untagged), *reads) << shape.name;
			}
		}
	}

	/// Whether conntrack reads such a packet, where the selftest has something to say of that.
	static std::optional<bool> said_of(const NetworkShape& shape)
	{
		if (shape.size == NetworkShape::Size::kJumbo)
			return std::nullopt; // the payload is not what the shape is about
		if (shape.sight == Sight::kWhole)
			return true;
		if (shape.sight == Sight::kNothing && shape.reader == Reader::kConntrack)
			return true; // or it were no bypass
		return shape.reader == Reader::kNobody ? std::optional{false} : std::nullopt;
	}

	/// In two fragments, of which the first has so many bytes behind the fragment header.
	bool is_put_together(const Layer& datagram, std::size_t bytes)
	{
		const std::string source = address(Family::kIpv6, 1, ++sources_);
		const Addresses addresses{.source = selftest::address(source),
					  .destination = selftest::address(address(Family::kIpv6, 2, 1))};
		Layer rest = datagram;
		rest.bytes.erase(rest.bytes.begin(), rest.bytes.begin() + static_cast<std::ptrdiff_t>(bytes));
		constexpr std::uint16_t kMore = 1;
		for (const Layer& part : {selftest::ipv6_fragment(kMore, selftest::cut(datagram, bytes)),
					  selftest::ipv6_fragment(static_cast<std::uint16_t>(bytes), rest)})
			bed_->wire().send(selftest::ethernet(selftest::ipv6(addresses, part)));
		const NetworkShape plain = selftest::ipv6_shapes().front();
		EXPECT_TRUE(is_read_by_conntrack(plain, selftest::link_shapes().front())) << "what came behind them";
		return bed_->judged(Family::kIpv6).fresh.contains(source);
	}

private:
	std::optional<Testbed> bed_;
	Family family_ = Family::kIpv6;
	int sources_ = 0;
};

TEST_F(SelftestOracle, ConntrackReadsIpv4AsTheSelftestSays)
{
	expect_network_shapes_as_said(Family::kIpv4);
}

TEST_F(SelftestOracle, ConntrackReadsIpv6AsTheSelftestSays)
{
	expect_network_shapes_as_said(Family::kIpv6);
}

TEST_F(SelftestOracle, ConntrackReadsNothingFromHarmlessFrames)
{
	const NetworkShape plain = selftest::ipv6_shapes().front();
	for (const LinkShape& link : selftest::link_shapes())
		if (link.reader == Reader::kNobody) {
			EXPECT_FALSE(is_read_by_conntrack(plain, link)) << link.name;
		}
	EXPECT_TRUE(is_read_by_conntrack(plain, selftest::link_shapes().front())) << "untagged";
}

TEST_F(SelftestOracle, AFirstFragmentWithoutLayer4IsNotPutTogether)
{
	using namespace selftest;
	EXPECT_TRUE(is_put_together(tcp({}, 24), 24));
	EXPECT_TRUE(is_put_together(extension(kDestinationOptions, 24, tcp({}, 24)), 48));
	EXPECT_FALSE(is_put_together(extension(kDestinationOptions, 24, tcp({}, 24)), 16));
}

} // namespace
} // namespace ctgate::e2e
