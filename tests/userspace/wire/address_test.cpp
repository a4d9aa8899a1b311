// SPDX-License-Identifier: MIT
#include "userspace/wire/address.hpp"

#include <gmock/gmock.h>

namespace ctgate::wire
{
namespace
{

using ::testing::HasSubstr;

TEST(WireAddress, ReadsWhatItWrites)
{
	for (const char* text : {"192.0.2.7", "0.0.0.0", "2001:db8::7", "::", "::ffff:192.0.2.7"})
		EXPECT_EQ(to_string(parse_address(text).value()), text);
	EXPECT_EQ(to_string(parse_address("[2001:db8::7]").value()), "2001:db8::7");
	for (const char* text : {"192.0.2.7:0", "192.0.2.7:65535", "[2001:db8::7]:53"})
		EXPECT_EQ(to_string(parse_endpoint(text).value()), text);
}

TEST(WireAddress, RefusesWhatIsNone)
{
	for (const char* text :
	     {"", "192.0.2", "192.0.2.256", "192.0.2.7/24", "localhost", "2001:db8::g", "[192.0.2.7]", " 192.0.2.7"}) {
		const auto address = parse_address(text);
		ASSERT_FALSE(address) << text;
		EXPECT_EQ(address.error().code(), EINVAL);
		EXPECT_THAT(address.error().message(), HasSubstr("is not an IP address; write"));
	}
}

TEST(WireAddress, NamesThePartOfAnEndpointThatIsWrong)
{
	const auto says = [](std::string_view text) {
		const auto endpoint = parse_endpoint(text);
		return endpoint ? "accepted" : endpoint.error().message();
	};
	EXPECT_THAT(says("192.0.2.7"), HasSubstr("is not an address with a port; write 192.0.2.7:4711"));
	EXPECT_THAT(says("2001:db8::7:53"), HasSubstr("is not an address with a port"));
	EXPECT_THAT(says("192.0.2:53"), HasSubstr("`192.0.2` in `192.0.2:53` is not an IP address"));
	EXPECT_THAT(says(":53"), HasSubstr("is not an IP address"));
	for (const char* text : {"192.0.2.7:", "192.0.2.7:65536", "192.0.2.7:-1", "192.0.2.7:dns", "192.0.2.7:5 3"})
		EXPECT_THAT(says(text), HasSubstr("is not a port; ports are 0 to 65535"));
}

} // namespace
} // namespace ctgate::wire
