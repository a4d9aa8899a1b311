// SPDX-License-Identifier: MIT
// What `ctgate why` is asked, and how it takes a packet from that.
#pragma once

#include "loader/base/error.hpp"
#include "loader/tracer.hpp"
#include "userspace/why/story.hpp"
#include "userspace/wire/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ctgate::cli
{

struct WhyOptions {
	using Two = std::vector<std::string>; ///< where it comes from and where it goes to; empty when not given

	std::string interface;
	std::optional<std::string> pcap, hex, flags;
	Two tcp, udp, echo;
	std::optional<std::size_t> bytes;
	std::optional<std::uint64_t> frame;
	bool json = false;
};

/// EINVAL unless one packet, or one capture, is asked about, by options that belong together.
Result<void> require_one_packet(const WhyOptions& options);

/// The frame that the options describe; not for a capture.
Result<wire::Bytes> frame_of(const WhyOptions& options);

/// Who is asked.
struct WhyQuestion {
	const WhyOptions& options;
	std::string interface;
	const Tracer& tracer;

	why::Asked about(wire::View frame, std::size_t wire_length, const Trace& trace) const;
};

/// Asks about one frame and tells all that it met.
Result<void> tell_frame(const WhyQuestion& question, std::uint64_t number, wire::View frame, std::size_t wire_length);

/// The same for a capture: in full when it has one frame, or one is asked for; else a line each.
Result<void> tell_capture(const WhyQuestion& question);

} // namespace ctgate::cli
