// SPDX-License-Identifier: MIT
// Reads captures of Ethernet, pcap and pcapng, a frame at a time.
#pragma once

#include "loader/base/error.hpp"
#include "userspace/wire/bytes.hpp"

#include <memory>
#include <optional>
#include <string>

struct pcap;

namespace ctgate::wire
{

struct CapturedFrame {
	View bytes;              ///< valid until the next one is read
	std::size_t wire_length; ///< more than there are bytes, when the capture cut the frame off
};

class Capture
{
public:
	/// `-` is the standard input. EINVAL when it is no capture, or not one of Ethernet.
	static Result<Capture> open(const std::string& path);

	/// Nothing at the end of the file; EIO when the file breaks off or is damaged.
	Result<std::optional<CapturedFrame>> next();

private:
	struct Closer {
		void operator()(pcap* handle) const;
	};

	Capture(std::string path, std::unique_ptr<pcap, Closer> handle)
	    : path_{std::move(path)}, handle_{std::move(handle)}
	{
	}

	std::string path_;
	std::unique_ptr<pcap, Closer> handle_;
};

} // namespace ctgate::wire
