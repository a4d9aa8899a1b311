// SPDX-License-Identifier: MIT
#include "loader/sets/prefix_set.hpp"

#include "loader/pins/map_pins.hpp"
#include "loader/sets/prefix_entry.hpp"

#include <bpf/bpf.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace ctgate
{
namespace
{

constexpr std::size_t kBatch = 4096;

std::string why_name(ctg_set set)
{
	return fmt::format("{}_why", to_string(set));
}

std::size_t key_size_of(ctg_family family)
{
	return family == CTG_IPV4 ? sizeof(ctg_prefix4) : sizeof(ctg_prefix6);
}

std::unexpected<Error> full_or(int code, ctg_set set, std::string_view doing)
{
	if (code == ENOSPC)
		return fail(ENOSPC, "the {} set is full: it takes {} prefixes of each family", to_string(set),
			    std::uint32_t{CTG_SET_ENTRIES});
	return fail_errno(code, doing);
}

Result<UniqueFd> make_alike(int map)
{
	const auto info = map_info(map);
	if (!info)
		return error_of(info);
	const UniqueFd btf{info->btf_id ? ::bpf_btf_get_fd_by_id(info->btf_id) : -1};
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = info->map_flags);
	if (btf) { // without it bpftool would print bytes
		options.btf_fd = static_cast<__u32>(btf.get());
		options.btf_key_type_id = info->btf_key_type_id;
		options.btf_value_type_id = info->btf_value_type_id;
	}
	UniqueFd alike{::bpf_map_create(static_cast<bpf_map_type>(info->type), info->name, info->key_size,
					info->value_size, info->max_entries, &options)};
	if (!alike)
		return fail_errno(errno, fmt::format("make another map {}", info->name));
	return alike;
}

} // namespace

Result<PrefixSet> PrefixSet::of_maps(ctg_set set, Result<UniqueFd> ipv4, Result<UniqueFd> ipv6, Result<UniqueFd> why)
{
	for (const auto* map : {&ipv4, &ipv6, &why})
		if (!*map)
			return error_of(*map);
	return PrefixSet{set, std::move(*ipv4), std::move(*ipv6), std::move(*why)};
}

Result<PrefixSet> PrefixSet::open(const PinDirectory& pins, ctg_set set)
{
	return of_maps(set, pins.get(set_name(set, CTG_IPV4)), pins.get(set_name(set, CTG_IPV6)),
		       pins.get(why_name(set)));
}

Result<PrefixSet> PrefixSet::of(const Program& program, ctg_set set)
{
	return of_maps(set, program.map(set_name(set, CTG_IPV4)), program.map(set_name(set, CTG_IPV6)), UniqueFd{});
}

Result<PrefixSet> PrefixSet::empty_copy() const
{
	return of_maps(set_, make_alike(family_[CTG_IPV4].get()), make_alike(family_[CTG_IPV6].get()),
		       make_alike(why_.get()));
}

Result<void> PrefixSet::pin(const PinDirectory& pins) const
{
	for (const auto family : {CTG_IPV4, CTG_IPV6})
		if (auto pinned = pins.pin(family_[family].get(), set_name(set_, family)); !pinned)
			return pinned;
	return pins.pin(why_.get(), why_name(set_));
}

bool PrefixSet::has_texts() const
{
	ctg_prefix6 first{};
	return why_ && ::bpf_map_get_next_key(why_.get(), nullptr, &first) == 0;
}

Result<std::string> PrefixSet::why(const Prefix& prefix) const
{
	if (!why_)
		return std::string{};
	const ctg_prefix6 key = why_key_of(prefix);
	ctg_why value{};
	if (const int result = ::bpf_map_lookup_elem(why_.get(), &key, &value); result < 0) {
		if (libbpf_errno(result) == ENOENT)
			return std::string{};
		return fail_errno(libbpf_errno(result), "read why a prefix is in the set");
	}
	return value.bits == key.bits ? std::string{value.text, ::strnlen(value.text, sizeof(value.text))} : "";
}

Result<void> PrefixSet::put_why(const SetEntry& entry) const
{
	const ctg_prefix6 key = why_key_of(entry.prefix);
	if (entry.why.empty()) {
		(void)::bpf_map_delete_elem(why_.get(), &key); // that of an earlier entry, if there is one
		return {};
	}
	ctg_why value{.bits = static_cast<__u8>(key.bits), .text = {}};
	std::ranges::copy(entry.why.substr(0, sizeof(value.text) - 1), value.text);
	if (const int result = ::bpf_map_update_elem(why_.get(), &key, &value, BPF_ANY); result < 0)
		return full_or(libbpf_errno(result), set_, "write why a prefix is in the set");
	return {};
}

Result<std::optional<SetEntry>> PrefixSet::look_up(const Prefix& prefix) const
{
	const ctg_prefix6 key = key_of(prefix);
	ctg_set_entry value{};
	if (const int result = ::bpf_map_lookup_elem(family_[prefix.family].get(), &key, &value); result < 0) {
		if (libbpf_errno(result) == ENOENT)
			return std::nullopt;
		return fail_errno(libbpf_errno(result), fmt::format("look {} up", to_string(prefix)));
	}
	SetEntry entry = entry_of(prefix.shortened(static_cast<std::uint8_t>(value.bits)), value);
	auto text = why(entry.prefix);
	if (!text)
		return error_of(text);
	entry.why = std::move(*text);
	return entry;
}

Result<std::optional<SetEntry>> PrefixSet::exactly(const Prefix& prefix) const
{
	auto entry = look_up(prefix);
	if (entry && *entry && (*entry)->prefix != prefix)
		return std::nullopt;
	return entry;
}

Result<std::optional<SetEntry>> PrefixSet::around(const Prefix& prefix) const
{
	auto entry = look_up(prefix);
	while (entry && *entry && (*entry)->is_over()) {
		const Prefix& over = (*entry)->prefix;
		if (over.bits == 0)
			return std::nullopt;
		entry = look_up(over.shortened(static_cast<std::uint8_t>(over.bits - 1)));
	}
	return entry;
}

Result<void> PrefixSet::put(const SetEntry& entry) const
{
	return put_all({&entry, 1});
}

Result<void> PrefixSet::put_all(std::span<const SetEntry> entries) const
{
	for (const auto family : {CTG_IPV4, CTG_IPV6}) {
		const std::size_t key_size = key_size_of(family);
		std::vector<char> keys(kBatch * key_size);
		std::vector<ctg_set_entry> values;
		const auto write = [&]() -> Result<void> {
			auto count = static_cast<__u32>(values.size());
			const int result = count ? ::bpf_map_update_batch(family_[family].get(), keys.data(),
									  values.data(), &count, nullptr)
						 : 0;
			values.clear();
			return result < 0 ? full_or(libbpf_errno(result), set_, "write prefixes") : Result<void>{};
		};
		for (const SetEntry& entry : entries) {
			if (entry.prefix.family != family)
				continue;
			const ctg_prefix6 key = key_of(entry.prefix);
			std::memcpy(keys.data() + values.size() * key_size, &key, key_size);
			values.push_back(value_of(entry));
			if (values.size() == kBatch)
				if (auto written = write(); !written)
					return written;
		}
		if (auto written = write(); !written)
			return written;
	}
	const bool had_texts = has_texts(); // a look at each of a million takes long
	for (const SetEntry& entry : entries)
		if (had_texts || !entry.why.empty())
			if (auto written = put_why(entry); !written)
				return written;
	return {};
}

Result<void> PrefixSet::remove(const Prefix& prefix) const
{
	const ctg_prefix6 key = key_of(prefix), why_key = why_key_of(prefix);
	if (const int result = ::bpf_map_delete_elem(family_[prefix.family].get(), &key); result < 0)
		return libbpf_errno(result) == ENOENT
			       ? fail(ENOENT, "{} is not in the {} set", to_string(prefix), to_string(set_))
			       : fail_errno(libbpf_errno(result), fmt::format("delete {}", to_string(prefix)));
	(void)::bpf_map_delete_elem(why_.get(), &why_key);
	return {};
}

Result<void> PrefixSet::read(ctg_family family, const Batch& batch) const
{
	const std::size_t key_size = key_size_of(family);
	std::vector<char> keys(kBatch * key_size);
	std::vector<ctg_set_entry> values(kBatch);
	ctg_prefix6 at{};
	bool go_on = true;

	// Somebody who changes the set meanwhile may send the walk back to the beginning: not for ever.
	for (std::size_t seen = 0; go_on && seen < CTG_SET_ENTRIES;) {
		__u32 count = kBatch;
		const int result = ::bpf_map_lookup_batch(family_[family].get(), seen ? &at : nullptr, &at, keys.data(),
							  values.data(), &count, nullptr);
		if (result < 0 && libbpf_errno(result) != ENOENT)
			return fail_errno(libbpf_errno(result), fmt::format("read the {} set", to_string(set_)));
		const auto wanted = batch({keys.data(), count * key_size}, {values.data(), count});
		if (!wanted)
			return error_of(wanted);
		go_on = result == 0 && *wanted;
		seen += count;
	}
	return {};
}

Result<void> PrefixSet::walk(ctg_family family, const std::function<void(const SetEntry&)>& each) const
{
	const bool texts = has_texts();
	return read(family, [&](std::span<const char> keys, std::span<const ctg_set_entry> values) -> Result<bool> {
		for (std::size_t i = 0; i < values.size(); ++i) {
			SetEntry entry = entry_of(prefix_of(family, keys.data() + i * key_size_of(family)), values[i]);
			auto text = texts ? why(entry.prefix) : std::string{};
			if (!text)
				return error_of(text);
			entry.why = std::move(*text);
			each(entry);
		}
		return true;
	});
}

Result<std::size_t> PrefixSet::size() const
{
	std::size_t entries = 0;
	for (const auto family : {CTG_IPV4, CTG_IPV6}) {
		const auto done = read(family, [&](auto, std::span<const ctg_set_entry> values) -> Result<bool> {
			entries += values.size();
			return true;
		});
		if (!done)
			return error_of(done);
	}
	return entries;
}

Result<std::optional<Prefix>> PrefixSet::any_for_good(ctg_family family) const
{
	std::optional<Prefix> found;
	const auto done =
		read(family, [&](std::span<const char> keys, std::span<const ctg_set_entry> values) -> Result<bool> {
			const auto entry = std::ranges::find(values, __u64{0}, &ctg_set_entry::expires_at);
			if (entry != values.end())
				found = prefix_of(
					family, keys.data() + (entry - values.begin()) *
								      static_cast<std::ptrdiff_t>(key_size_of(family)));
			return !found;
		});
	if (!done)
		return error_of(done);
	return found;
}

} // namespace ctgate
