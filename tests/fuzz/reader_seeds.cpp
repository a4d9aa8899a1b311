// SPDX-License-Identifier: MIT
// Writes what fuzzing the readers of userspace begins with: messages of ctnetlink, and observations of the doctor.
#include "tests/userspace/conntrack/flow.hpp"
#include "tests/userspace/doctor/observations.hpp"
#include "userspace/conntrack/put.hpp"
#include "userspace/doctor/saved.hpp"

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <stdexcept>

namespace ctgate::fuzz
{
namespace
{

using conntrack::Ends;
using conntrack::Kind;
using conntrack::Nest;

constexpr std::uint8_t kProtocols[]{IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_GRE};

/// What restored() just accepts: one digit more, and sums would overflow.
constexpr const char* kGreatest = ": 9007199254740992";

void write(const std::filesystem::path& file, std::string_view bytes)
{
	std::filesystem::create_directories(file.parent_path());
	std::ofstream stream{file, std::ios::binary};
	stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
	if (!stream.flush())
		throw std::runtime_error("cannot write " + file.string());
}

void put_tcp(nlmsghdr* message)
{
	const Nest info{message, CTA_PROTOINFO};
	const Nest tcp{message, CTA_PROTOINFO_TCP};
	const nf_ct_tcp_flags flags{.flags = IP_CT_TCP_FLAG_BE_LIBERAL, .mask = 0xff};
	::mnl_attr_put_u8(message, CTA_PROTOINFO_TCP_STATE, TCP_CONNTRACK_ESTABLISHED);
	::mnl_attr_put_u8(message, CTA_PROTOINFO_TCP_WSCALE_ORIGINAL, 7);
	::mnl_attr_put_u8(message, CTA_PROTOINFO_TCP_WSCALE_REPLY, 7);
	::mnl_attr_put(message, CTA_PROTOINFO_TCP_FLAGS_ORIGINAL, sizeof(flags), &flags);
	::mnl_attr_put(message, CTA_PROTOINFO_TCP_FLAGS_REPLY, sizeof(flags), &flags);
}

/// Without the header of netlink, as ctnetlink_fuzz takes it.
std::string message_of(std::uint8_t protocol, const Ends& ends)
{
	std::string buffer(2048, '\0');
	nlmsghdr* message = ::mnl_nlmsg_put_header(buffer.data());
	::mnl_nlmsg_put_extra_header(message, sizeof(nfgenmsg));
	put_flow(message, conntrack::flow(protocol, ends, 0).original, protocol);
	::mnl_attr_put_u32(message, CTA_STATUS, htonl(conntrack::kSettled));
	::mnl_attr_put_u32(message, CTA_TIMEOUT, htonl(431000));
	::mnl_attr_put_u32(message, CTA_ID, 4711);
	::mnl_attr_put_u16(message, CTA_ZONE, htons(7));
	if (protocol == IPPROTO_TCP)
		put_tcp(message);
	{
		const Nest help{message, CTA_HELP};
		::mnl_attr_put_strz(message, CTA_HELP_NAME, "ftp");
	}
	return buffer.substr(sizeof(nlmsghdr), message->nlmsg_len - sizeof(nlmsghdr));
}

void write_messages(const std::filesystem::path& folder)
{
	for (const std::uint8_t protocol : kProtocols) {
		write(folder / fmt::format("ipv4-{}", protocol), message_of(protocol, {}));
		write(folder / fmt::format("ipv6-{}", protocol),
		      message_of(protocol, {.source = "2001:db8::7", .destination = "2001:db8::1"}));
	}
}

doctor::Observation ill()
{
	auto seen = doctor::observation({.growth = 300,
					 .a_second = {.drop = 900, .early_drop = 70, .chain_too_long = 3},
					 .tapped = {{.tcp = 900, .malformed = 90}}});
	for (std::size_t kind = 0; kind < conntrack::kKinds; ++kind)
		seen.figures.groups[kind] = seen.figures.of(Kind::kIcmp);
	seen.tracks = false;
	seen.log = {.table_full = 7, .seconds_ago = 30};
	seen.queues = {{7, "suricata (1)", 12}};
	seen.owners = {{"close-wait", "java (2)", 1000}};
	seen.neighbours = {{.place = {.inode = 4026532250, .name = "namespace a"}, .entries = 90'000, .log = {}}};
	seen.foreign_settings = {{"nf_conntrack_max", "1", "2", "kube-proxy"}};
	seen.unseen = {"the slab cache"};
	return seen;
}

void write_observations(const std::filesystem::path& folder)
{
	write(folder / "none", doctor::saved({}));
	write(folder / "empty", doctor::saved({doctor::Observation{}}));
	write(folder / "healthy", doctor::saved({doctor::observation({})}));
	write(folder / "ill", doctor::saved({ill()}));
	write(folder / "greatest", std::regex_replace(doctor::saved({ill()}), std::regex{": [1-9][0-9]+"}, kGreatest));
}

} // namespace
} // namespace ctgate::fuzz

int main(int argc, char** argv)
try {
	if (argc != 2)
		throw std::runtime_error("usage: fuzz_reader_seeds FOLDER");
	const std::filesystem::path folder{argv[1]};
	std::filesystem::remove_all(folder);
	ctgate::fuzz::write_messages(folder / "ctnetlink_fuzz");
	ctgate::fuzz::write_observations(folder / "observation_fuzz");
	return 0;
} catch (const std::exception& error) {
	fmt::print(stderr, "fuzz_reader_seeds: {}\n", error.what());
	return 1;
}
