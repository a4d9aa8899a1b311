// SPDX-License-Identifier: MIT
// libFuzzer's target: what a netlink message says of an entry, whatever the message holds. Under ASan and UBSan, each
// message in memory of just its size.
#include "userspace/conntrack/kind.hpp"

#include <linux/netlink.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace ctgate::fuzz
{
namespace
{

using namespace std::chrono_literals;
using conntrack::Entry;

class Message
{
public:
	/// All that comes behind the header of netlink.
	Message(const std::uint8_t* data, std::size_t size) : size_{sizeof(nlmsghdr) + size}
	{
		nlmsghdr header{};
		header.nlmsg_len = static_cast<std::uint32_t>(size_);
		std::memcpy(bytes_.get(), &header, sizeof(header));
		std::memcpy(bytes_.get() + sizeof(header), data, size);
	}

	const nlmsghdr* header() const { return reinterpret_cast<const nlmsghdr*>(bytes_.get()); }
	bool holds(const void* part) const { return part >= bytes_.get() && part < bytes_.get() + size_; }

private:
	std::size_t size_;
	std::unique_ptr<char[]> bytes_{new char[size_]};
};

void demand(bool holds, const char* what)
{
	if (holds)
		return;
	std::fprintf(stderr, "%s\n", what);
	std::abort();
}

const conntrack::Classifier& classifier()
{
	static const auto made = [] {
		conntrack::Lifetimes times{.tcp_unacknowledged = 300s, .tcp_max_retrans = 300s};
		times.tcp[TCP_CONNTRACK_ESTABLISHED] = 432000s;
		return conntrack::Classifier{times, {}};
	}();
	return made;
}

void judge(const Message& message, const Entry& entry)
{
	demand(message.holds(entry.original_attribute), "the tuple is not in the message");
	demand(!entry.zone_attribute || message.holds(entry.zone_attribute), "the zone is not in the message");
	demand(entry.helper.empty() || message.holds(entry.helper.data()), "the helper is not in the message");
	demand(classifier().kind_of(entry) < conntrack::Kind::kCount, "an entry of no kind");
	for (const auto& tuple : {entry.original, entry.reply})
		demand(!to_string(tuple.source).empty() && !to_string(tuple.destination).empty(), "no address");
	const std::string copied{entry.helper}; // reads every byte
	demand(copied.find('\0') == std::string::npos, "a name goes on behind its end");
}

} // namespace
} // namespace ctgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
	const ctgate::fuzz::Message message{data, size};
	if (const auto entry = ctgate::conntrack::read_entry(message.header()))
		ctgate::fuzz::judge(message, *entry);
	return 0;
}
