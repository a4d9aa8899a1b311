// SPDX-License-Identifier: MIT
#include "userspace/wire/capture.hpp"

#include <pcap/pcap.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace ctgate::wire
{
namespace
{

constexpr const char* kStandardInput = "-";

std::string name_of_link(int type)
{
	const char* const name = ::pcap_datalink_val_to_name(type);
	return name ? name : fmt::format("link type {}", type);
}

} // namespace

void Capture::Closer::operator()(pcap* handle) const
{
	::pcap_close(handle);
}

Result<Capture> Capture::open(const std::string& path)
{
	std::FILE* const file = path == kStandardInput ? stdin : std::fopen(path.c_str(), "rbe");
	if (!file)
		return fail(errno == EACCES ? EACCES : EINVAL, "cannot open {}: {}", path, std::strerror(errno));
	std::array<char, PCAP_ERRBUF_SIZE> why{};
	// It closes the file, but not stdin.
	std::unique_ptr<pcap, Closer> handle{::pcap_fopen_offline(file, why.data())};
	if (!handle) {
		if (file != stdin)
			(void)std::fclose(file);
		return fail(EINVAL, "{} is no capture: {}; tcpdump -i eth0 -w FILE writes one", path, why.data());
	}
	// The handle has the file. NOLINTNEXTLINE(clang-analyzer-unix.Stream)
	if (const int link = ::pcap_datalink(handle.get()); link != DLT_EN10MB)
		return fail(EINVAL,
			    "{} was captured on {}, and the filter sees Ethernet; capture on one interface (tcpdump -i "
			    "eth0 -w FILE), not on `any`",
			    path, name_of_link(link));
	return Capture{path, std::move(handle)};
}

Result<std::optional<CapturedFrame>> Capture::next()
{
	pcap_pkthdr* header = nullptr;
	const unsigned char* bytes = nullptr;
	const int result = ::pcap_next_ex(handle_.get(), &header, &bytes);
	if (result == PCAP_ERROR_BREAK)
		return std::nullopt;
	if (result != 1)
		return fail(EIO, "{}: {}", path_, ::pcap_geterr(handle_.get()));
	return CapturedFrame{.bytes = std::as_bytes(std::span{bytes, header->caplen}), .wire_length = header->len};
}

} // namespace ctgate::wire
