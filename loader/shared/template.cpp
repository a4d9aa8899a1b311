// SPDX-License-Identifier: MIT
#include "loader/shared/template.hpp"

#include "loader/shared/protocol.hpp"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

namespace ctgate
{
namespace
{

constexpr const char* kFile = "xdp-dispatcher.o";

Result<XdpProgramHandle> open()
{
	return owned<XdpProgramHandle>(::xdp_program__find_file(kFile, nullptr, nullptr),
				       fmt::format("find {}, which is in the package of libxdp", kFile));
}

bpf_program* entry_of(const XdpProgramHandle& program)
{
	return ::bpf_object__find_program_by_name(::xdp_program__bpf_obj(program.get()), DispatcherTemplate::kEntry);
}

Result<void> configure(const XdpProgramHandle& program, std::span<const std::byte> config)
{
	bpf_map* map = ::bpf_object__next_map(::xdp_program__bpf_obj(program.get()), nullptr);
	const std::size_t size = map ? ::bpf_map__value_size(map) : 0;
	if (size != config.size())
		return fail(ENOTSUP,
			    "the dispatcher on the interface was made by another version of libxdp ({} bytes of "
			    "configuration, not {}); restart the tools that share it, or attach exclusively",
			    config.size(), size);
	if (const int result = ::bpf_map__set_initial_value(map, config.data(), size); result < 0)
		return fail_errno(libbpf_errno(result), "configure libxdp's dispatcher");
	const auto known = known_part(config);
	if (!known)
		return error_of(known);
	if (known->is_xdp_frags)
		::bpf_program__set_flags(entry_of(program), BPF_F_XDP_HAS_FRAGS);
	return {};
}

Result<void> load_entry(const XdpProgramHandle& program)
{
	bpf_object* object = ::xdp_program__bpf_obj(program.get());
	bpf_program* each = nullptr;
	bpf_object__for_each_program(each, object)::bpf_program__set_autoload(each, each == entry_of(program));
	if (const int result = ::bpf_object__load(object); result < 0)
		return fail_errno(libbpf_errno(result), "load libxdp's dispatcher");
	return {};
}

} // namespace

Result<DispatcherTemplate> DispatcherTemplate::load(std::optional<std::span<const std::byte>> config)
{
	auto program = open();
	if (!program)
		return error_of(program);
	if (config)
		if (auto configured = configure(*program, *config); !configured)
			return error_of(configured);
	if (auto loaded = load_entry(*program); !loaded)
		return error_of(loaded);
	return DispatcherTemplate{std::move(*program)};
}

int DispatcherTemplate::fd() const
{
	return ::bpf_program__fd(entry_of(program_));
}

Result<void> DispatcherTemplate::prepare(bpf_program* member) const
{
	if (const int result = ::bpf_program__set_attach_target(member, fd(), kEntry); result < 0)
		return fail_errno(libbpf_errno(result), "look up the entry of libxdp's dispatcher");
	::bpf_program__set_type(member, BPF_PROG_TYPE_EXT);
	::bpf_program__set_expected_attach_type(member, bpf_attach_type{});
	return {};
}

Result<UniqueFd> DispatcherTemplate::replace(std::string_view function, int program) const
{
	const std::string name{function};
	const btf* types = ::bpf_object__btf(::xdp_program__bpf_obj(program_.get()));
	const int type = ::btf__find_by_name_kind(types, name.c_str(), BTF_KIND_FUNC);
	if (type < 0)
		return fail_errno(-type, fmt::format("find {} in libxdp's dispatcher", name));
	LIBBPF_OPTS(bpf_link_create_opts, options, .target_btf_id = static_cast<__u32>(type));
	UniqueFd link{::bpf_link_create(program, fd(), bpf_attach_type{}, &options)};
	if (!link)
		return fail_errno(errno, fmt::format("put a program in the place of {} of libxdp's dispatcher", name));
	return link;
}

} // namespace ctgate
