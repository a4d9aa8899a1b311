// SPDX-License-Identifier: MIT
#include "tests/e2e/no_gap/held.hpp"

#include "loader/interface.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <set>

namespace ctgate::e2e
{
namespace
{

namespace fs = std::filesystem;

constexpr const char* kPins = "/sys/fs/bpf/ctgate";
constexpr std::size_t kMapsMax = 64;

struct Ids {
	std::set<unsigned> programs, maps, links;
};

/// A descriptor of a program, map or link says in its fdinfo which one it is; that of a link also names the program.
void note_descriptor(Ids& ids, const fs::path& fdinfo)
{
	std::ifstream file{fdinfo};
	unsigned id = 0;
	for (std::string word; file >> word;)
		if (word == "prog_id:" && file >> id)
			ids.programs.insert(id);
		else if (word == "map_id:" && file >> id)
			ids.maps.insert(id);
		else if (word == "link_id:" && file >> id)
			ids.links.insert(id);
}

void note_processes(Ids& ids)
{
	std::error_code gone;
	for (const auto& process : fs::directory_iterator{"/proc"}) {
		const std::string name = process.path().filename();
		if (name.find_first_not_of("0123456789") != std::string::npos || name == std::to_string(::getpid()))
			continue;
		for (fs::directory_iterator fd{process.path() / "fdinfo", gone}, end; !gone && fd != end;
		     fd.increment(gone))
			note_descriptor(ids, fd->path());
	}
}

void note_pins_of_others(Ids& ids, const std::string& our_suffix)
{
	std::error_code gone;
	for (fs::recursive_directory_iterator pin{kPins, gone}, end; !gone && pin != end; pin.increment(gone)) {
		if (pin.depth() == 0 && pin->path().native().ends_with(our_suffix))
			pin.disable_recursion_pending();
		if (const UniqueFd fd{::bpf_obj_get(pin->path().c_str())})
			note_descriptor(ids, fmt::format("/proc/self/fdinfo/{}", fd.get()));
	}
}

/// A program holds its maps.
void note_maps_of_programs(Ids& ids)
{
	for (const unsigned id : ids.programs) {
		const UniqueFd fd{::bpf_prog_get_fd_by_id(id)};
		std::array<__u32, kMapsMax> maps{};
		bpf_prog_info info{};
		__u32 size = sizeof(info);
		info.nr_map_ids = maps.size();
		info.map_ids = reinterpret_cast<__u64>(maps.data());
		if (fd && ::bpf_obj_get_info_by_fd(fd.get(), &info, &size) == 0)
			ids.maps.insert(maps.begin(), maps.begin() + std::min<std::size_t>(info.nr_map_ids, kMapsMax));
	}
}

std::size_t count_but(const std::set<unsigned>& others, int (*next_id)(__u32, __u32*))
{
	std::size_t count = 0;
	for (__u32 id = 0; next_id(id, &id) == 0;)
		count += !others.contains(id);
	return count;
}

} // namespace

std::string to_string(const Held& held)
{
	return fmt::format("{} programs, {} maps, {} links", held.programs, held.maps, held.links);
}

Held held_for(const Namespace& ours)
{
	std::string suffix;
	ours.inside([&] { suffix = namespace_suffix().value(); });
	Ids others;
	note_processes(others);
	note_pins_of_others(others, suffix);
	note_maps_of_programs(others);
	return {.programs = count_but(others.programs, ::bpf_prog_get_next_id),
		.maps = count_but(others.maps, ::bpf_map_get_next_id),
		.links = count_but(others.links, ::bpf_link_get_next_id)};
}

} // namespace ctgate::e2e
