// SPDX-License-Identifier: MIT
#include "tests/packet/temporary_folder.hpp"

#include <stdlib.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ctgate::packet
{

TemporaryFolder::TemporaryFolder()
{
	std::string name = std::filesystem::temp_directory_path() / "ctgate-test-XXXXXX";
	if (!::mkdtemp(name.data()))
		throw std::runtime_error("cannot make the folder " + name);
	path_ = name;
}

TemporaryFolder::~TemporaryFolder()
{
	std::error_code ignored;
	std::filesystem::remove_all(path_, ignored);
}

void TemporaryFolder::write(const std::filesystem::path& file, std::string_view text) const
{
	std::filesystem::create_directories((path_ / file).parent_path());
	std::ofstream stream{path_ / file, std::ios::binary};
	stream.exceptions(std::ios::failbit | std::ios::badbit);
	stream << text;
	stream.close();
}

std::string TemporaryFolder::read(const std::filesystem::path& file) const
{
	std::stringstream text;
	text << std::ifstream{path_ / file, std::ios::binary}.rdbuf();
	return text.str();
}

} // namespace ctgate::packet
