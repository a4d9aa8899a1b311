// SPDX-License-Identifier: MIT
// The BPF program as the kernel holds it. program.cpp is the only file that knows the skeleton.
#pragma once

#include "bpf/abi.h"
#include "loader/base/error.hpp"
#include "loader/base/unique_fd.hpp"
#include "loader/pins/map_pins.hpp"
#include "loader/shared/sharing.hpp"

#include <string>
#include <vector>

namespace ctgate
{

/// What the kernel calls a program.
struct ProgramName {
	unsigned id;
	std::string name; ///< at most 15 characters
};
Result<ProgramName> name_of_program(int fd);

/// A program specialised for one configuration image: verified and loaded, not yet in force.
class Program
{
public:
	/// Loads over the maps pinned there and pins those that it had to make. Asks conntrack only if the
	/// kernel lets it; `image()` tells. Where the interface is shared, it is made for a dispatcher to call. EPROTO
	/// when a pinned map has another shape than this version's.
	static Result<Program> load(const ctg_image& image, const MapPins& pins, Sharing sharing);
	/// The same with maps of its own, which go with it: for tests and for probing the kernel.
	static Result<Program> load(const ctg_image& image, Sharing sharing = Sharing::kExclusive);
	/// Over the same maps, but writes down what happens to a packet, in its map `trace`, and changes nothing.
	static Result<Program> load_tracing(const ctg_image& image, const MapPins& pins);

	/// The program for the same image, but tells of each packet of the limit in this slot, in its ring
	/// `observed`; may be put in force.
	static Result<Program> load_observing(const ctg_image& image, const MapPins& pins, Sharing sharing,
					      std::uint32_t slot);

	/// One that is pinned there.
	static Result<Program> pinned(const PinDirectory& pins, std::string_view pin);
	/// The program with this id, as the kernel runs it.
	static Result<Program> running(unsigned id);
	/// The program that is pinned there.
	static Result<Program> pinned(const std::string& path);

	int fd() const { return program_.get(); }
	Result<unsigned> id() const;
	/// The image that was compiled into it, read back. EPROTO when it is another version's.
	Result<ctg_image> image() const;

	/// A map of the program by its name in maps.bpf.h.
	Result<UniqueFd> map(std::string_view name) const;
	/// Whether it uses this one.
	bool uses_map(unsigned id) const;

private:
	static Result<Program> duplicate(int fd);
	Result<std::vector<__u32>> map_ids() const;
	explicit Program(UniqueFd program) : program_{std::move(program)} {}

	UniqueFd program_;
};

} // namespace ctgate
