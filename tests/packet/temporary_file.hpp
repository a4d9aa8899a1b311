// SPDX-License-Identifier: MIT
// A file that is there as long as a test needs it.
#pragma once

#include "tests/packet/frame.hpp"

#include <string>

namespace ctgate::packet
{

class TemporaryFile
{
public:
	/// Throws when it cannot be written.
	explicit TemporaryFile(const Bytes& content);
	~TemporaryFile();
	TemporaryFile(const TemporaryFile&) = delete;
	TemporaryFile& operator=(const TemporaryFile&) = delete;

	const std::string& path() const { return path_; }

private:
	std::string path_;
};

} // namespace ctgate::packet
