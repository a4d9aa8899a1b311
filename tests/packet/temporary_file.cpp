// SPDX-License-Identifier: MIT
#include "tests/packet/temporary_file.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace ctgate::packet
{

TemporaryFile::TemporaryFile(const Bytes& content)
    : path_{std::filesystem::temp_directory_path() / "ctgate-test-XXXXXX"}
{
	const int file = ::mkstemp(path_.data());
	if (file < 0)
		throw std::runtime_error("cannot make a file in " + path_);
	::close(file);
	std::ofstream stream{path_, std::ios::binary};
	stream.exceptions(std::ios::failbit | std::ios::badbit);
	stream.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
	stream.close();
}

TemporaryFile::~TemporaryFile()
{
	std::error_code ignored;
	std::filesystem::remove(path_, ignored);
}

} // namespace ctgate::packet
