// SPDX-License-Identifier: MIT
// The dispatcher as libxdp has it in its package, before it is on any interface.
#pragma once

#include "loader/base/error.hpp"
#include "loader/base/unique_fd.hpp"
#include "loader/shared/libxdp.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

struct bpf_program;

namespace ctgate
{

/// One dispatcher, verified and loaded: a function for each member, which the member's program replaces.
class DispatcherTemplate
{
public:
	/// Its own function, which may be replaced too: what a member's program is verified against.
	static constexpr const char* kEntry = "xdp_dispatcher";

	/// With this configuration, as libxdp wrote it, or with nobody to call. ENOTSUP when it was another version of
	/// libxdp.
	static Result<DispatcherTemplate> load(std::optional<std::span<const std::byte>> config = {});

	/// Makes a program that is not loaded yet one that is verified as what replaces the entry.
	Result<void> prepare(bpf_program* member) const;
	/// Lets a program that was loaded so take the place of one of its functions, for as long as the link lives.
	Result<UniqueFd> replace(std::string_view function, int program) const;

	int fd() const;

private:
	explicit DispatcherTemplate(XdpProgramHandle program) : program_{std::move(program)} {}

	XdpProgramHandle program_;
};

} // namespace ctgate
