// SPDX-License-Identifier: MIT
#include "tests/packet/pcap.hpp"

#include <bit>
#include <cstring>
#include <fstream>
#include <optional>

namespace ctgate::packet
{
namespace
{

constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4, kNanoseconds = 0xa1b23c4d, kPcapng = 0x0a0d0d0a;
constexpr std::uint16_t kVersion = 2; // .4, since 1998
constexpr std::uint32_t kEthernet = 1;
constexpr std::uint32_t kLinkTypeMask = 0xffff; // above it: how long the FCS is
constexpr std::size_t kFileHeader = 24, kFrameHeader = 16;

/// The writer's own byte order: it is in the first number, the magic.
class Cursor
{
public:
	explicit Cursor(std::span<const std::uint8_t> rest) : rest_{rest} {}

	std::size_t left() const { return rest_.size(); }
	void swap_from_here() { swapped_ = true; }

	/// The caller has looked at left().
	template <class T>
	T take()
	{
		T value;
		std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
		return swapped_ ? std::byteswap(value) : value;
	}

	std::span<const std::uint8_t> take(std::size_t length)
	{
		const auto taken = rest_.first(length);
		rest_ = rest_.subspan(length);
		return taken;
	}

private:
	std::span<const std::uint8_t> rest_;
	bool swapped_ = false;
};

/// What a fraction of a second counts, or nothing if this is no magic of the format.
std::optional<std::chrono::nanoseconds> unit_of(std::uint32_t magic)
{
	if (magic == kMicroseconds)
		return std::chrono::microseconds{1};
	if (magic == kNanoseconds)
		return std::chrono::nanoseconds{1};
	return std::nullopt;
}

Result<std::chrono::nanoseconds> take_file_header(Cursor& cursor)
{
	if (cursor.left() < kFileHeader)
		return fail(EINVAL, "not a pcap file: it has {} bytes, and the header alone has {}", cursor.left(),
			    kFileHeader);
	const auto magic = cursor.take<std::uint32_t>();
	auto unit = unit_of(magic);
	if (!unit && (unit = unit_of(std::byteswap(magic))))
		cursor.swap_from_here();
	if (magic == kPcapng)
		return fail(EINVAL, "this is pcapng; `editcap -F pcap` of Wireshark makes classic pcap of it");
	if (!unit)
		return fail(EINVAL, "not a pcap file: it begins with {:#010x}", magic);

	const auto version = cursor.take<std::uint16_t>();
	cursor.take(14); // minor version, two fields that are always 0, the snapshot length
	const auto link_type = cursor.take<std::uint32_t>() & kLinkTypeMask;
	if (version != kVersion)
		return fail(EINVAL, "pcap version {} is not known, only {}", version, kVersion);
	if (link_type != kEthernet)
		return fail(EINVAL, "the capture is of link type {}, not of Ethernet ({})", link_type, kEthernet);
	return *unit;
}

Result<CapturedFrame> take_frame(Cursor& cursor, std::chrono::nanoseconds unit)
{
	if (cursor.left() < kFrameHeader)
		return fail(EINVAL, "the file ends within its header");
	const std::chrono::seconds seconds{cursor.take<std::uint32_t>()};
	const auto time = seconds + cursor.take<std::uint32_t>() * unit;
	const auto length = cursor.take<std::uint32_t>();
	const auto wire_length = cursor.take<std::uint32_t>();
	if (length > kCapturedBytesMax)
		return fail(EINVAL, "it claims {} bytes, and {} are the most", length, kCapturedBytesMax);
	if (length > cursor.left())
		return fail(EINVAL, "it has {} bytes, and the file ends after {}", length, cursor.left());
	const auto bytes = cursor.take(length);
	return CapturedFrame{time, wire_length, {bytes.begin(), bytes.end()}};
}

} // namespace

Result<std::vector<CapturedFrame>> parse_pcap(std::span<const std::uint8_t> file)
{
	Cursor cursor{file};
	const auto unit = take_file_header(cursor);
	if (!unit)
		return error_of(unit);
	std::vector<CapturedFrame> frames;
	while (cursor.left() > 0) {
		auto frame = take_frame(cursor, *unit);
		if (!frame)
			return fail(frame.error().code(), "frame {}: {}", frames.size() + 1, frame.error().message());
		frames.push_back(std::move(*frame));
	}
	return frames;
}

Result<std::vector<CapturedFrame>> read_pcap(const std::filesystem::path& path)
{
	const auto within = [&](const Error& error) { return std::unexpected{error.within(path.string())}; };
	std::error_code failed;
	const auto size = std::filesystem::file_size(path, failed);
	if (failed)
		return within({failed.value(), failed.message()});
	if (size > kCaptureBytesMax)
		return within({EFBIG, fmt::format("{} bytes; {} are the most", size, kCaptureBytesMax)});

	std::vector<std::uint8_t> file(size);
	std::ifstream stream{path, std::ios::binary};
	if (!stream.read(reinterpret_cast<char*>(file.data()), static_cast<std::streamsize>(size)))
		return within({EIO, "cannot be read"});
	auto frames = parse_pcap(file);
	if (!frames)
		return within(frames.error());
	return frames;
}

} // namespace ctgate::packet
