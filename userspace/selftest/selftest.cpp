// SPDX-License-Identifier: MIT
#include "userspace/selftest/selftest.hpp"

#include "userspace/selftest/judge.hpp"

#include <algorithm>

namespace ctgate::selftest
{
namespace
{

/// Documentation prefixes first (RFC 5737, RFC 3849): but just those an operator may well have denied.
constexpr std::array<std::array<const char*, 5>, CTG_FAMILIES> kSources = {{
	{"198.51.100.1", "192.0.2.1", "100.64.0.1", "10.11.12.13", "8.8.8.8"},
	{"2001:db8:1::1", "fd00:1::1", "2001:4860:4860::8888", "2606:4700::1", "2a00:1450::1"},
}};
constexpr std::array<const char*, CTG_FAMILIES> kDestinations = {"203.0.113.1", "2001:db8:2::1"};
constexpr const char* kEthernet = "Ethernet";
constexpr std::array<const char*, CTG_FAMILIES> kFamilyNames = {"IPv4", "IPv6"};

/// Frames of one kind: these probes in these shapes.
struct Group {
	std::string layer;
	ctg_family family;
	Addresses addresses;
	std::vector<Probe> probes;
	std::vector<NetworkShape> shapes;
	std::vector<LinkShape> links;
};

Result<Trace> run_on(const Filtering& filter, const Bytes& frame)
{
	return filter(std::as_bytes(std::span{frame}));
}

bool is_in(const Trace& trace, ctg_set set)
{
	return std::ranges::any_of(trace.steps,
				   [=](const ctg_step& s) { return s.kind == CTG_STEP_SET && s.x == set && s.y == 1; });
}

Bytes ordinary(const Config& config, ctg_family family, const Addresses& addresses)
{
	const Layer segment = opening(config).usual;
	return ethernet(family == CTG_IPV4 ? ipv4(addresses, {}, segment) : ipv6(addresses, segment));
}

/// Addresses of which the sets say nothing.
Result<Addresses> strangers(const Config& config, ctg_family family, const Filtering& filter)
{
	for (const char* source : kSources[family]) {
		Addresses addresses{.source = address(source), .destination = address(kDestinations[family])};
		const auto trace = run_on(filter, ordinary(config, family, addresses));
		if (!trace)
			return error_of(trace);
		if (!is_in(*trace, CTG_SET_ALLOW) && !is_in(*trace, CTG_SET_DENY))
			return addresses;
	}
	return fail(EADDRNOTAVAIL,
		    "every {} address tried as a source is in the allow or the deny set ({}); the selftest needs one "
		    "that is in neither",
		    kFamilyNames[family], fmt::join(kSources[family], ", "));
}

class Selftest
{
public:
	Selftest(const Config& config, const Filtering& filter) : config_{config}, filter_{filter}
	{
		for (const LinkShape& link : link_shapes())
			row_of(kEthernet, link);
	}

	Result<void> run(const Group& group)
	{
		for (const NetworkShape& network : group.shapes) {
			const std::size_t row = row_of(group.layer, network);
			for (const LinkShape& link : group.links)
				for (const Probe& probe : group.probes)
					if (auto done = run_one(group, row, probe, network, link); !done)
						return done;
		}
		return {};
	}

	Findings take() { return std::move(findings_); }

private:
	std::size_t row_of(const std::string& layer, const Shape& shape)
	{
		auto& rows = findings_.shapes;
		const auto same = [&](const ShapeResult& r) { return r.layer == layer && r.name == shape.name; };
		const auto found = std::ranges::find_if(rows, same);
		if (found != rows.end())
			return static_cast<std::size_t>(found - rows.begin());
		rows.push_back({.layer = layer,
				.name = shape.name,
				.why = shape.why,
				.remedy = shape.remedy,
				.reader = shape.reader});
		return rows.size() - 1;
	}

	static Bytes frame_of(const Group& group, const Probe& probe, const NetworkShape& network,
			      const LinkShape& link)
	{
		Addresses addresses = group.addresses;
		if (probe.denied_source)
			addresses.source = *probe.denied_source;
		const bool is_jumbo = network.size == NetworkShape::Size::kJumbo;
		return link.wrap(network.wrap(addresses, is_jumbo ? probe.jumbo : probe.usual));
	}

	Result<void> run_one(const Group& group, std::size_t row, const Probe& probe, const NetworkShape& network,
			     const LinkShape& link)
	{
		const auto trace = run_on(filter_, frame_of(group, probe, network, link));
		if (!trace && network.size == NetworkShape::Size::kJumbo && trace.error().code() == EINVAL)
			return {}; // a kernel that runs no frames in several buffers: the row stays at no frame
		if (!trace)
			return error_of(trace);
		const Expected expected = expect(config_, group.family, probe, network, link);
		const auto wrong = judge(config_, expected, *trace);
		if (wrong)
			findings_.wrong.push_back({group.layer, network.name, link.name, probe.name, *wrong});

		const std::size_t around = row_of(kEthernet, link);
		++findings_.frames;
		for (const std::size_t index : {row, around}) {
			++findings_.shapes[index].frames;
			findings_.shapes[index].wrong += wrong.has_value();
		}
		note(findings_.shapes[link.sight == Sight::kWhole ? row : around], probe, expected);
		return {};
	}

	/// Of what the configuration names, what is seen in this shape and what is not.
	void note(ShapeResult& result, const Probe& probe, const Expected& expected) const
	{
		if (expected.misses)
			result.missed.insert(probe.name);
		else if (expected.concerns)
			result.caught.insert(probe.name);
	}

	const Config& config_;
	const Filtering& filter_;
	Findings findings_;
};

/// A SYN from there; nothing when the allow set, which comes first, has that address too.
Result<std::optional<Probe>> from_denied(const Config& config, ctg_family family, const Filtering& filter,
					 const Bytes& source)
{
	const Addresses addresses{.source = source, .destination = address(kDestinations[family])};
	const auto trace = run_on(filter, ordinary(config, family, addresses));
	if (!trace)
		return error_of(trace);
	if (is_in(*trace, CTG_SET_ALLOW))
		return std::nullopt;
	Probe probe = opening(config);
	probe.name = "prefix_denied";
	probe.denied_source = source;
	return probe;
}

Result<Group> group_of(const Config& config, ctg_family family, const Filtering& filter,
		       const std::optional<Bytes>& denied)
{
	auto addresses = strangers(config, family, filter);
	if (!addresses)
		return error_of(addresses);
	Group group{.layer = kFamilyNames[family],
		    .family = family,
		    .addresses = std::move(*addresses),
		    .probes = probes(config, family),
		    .shapes = network_shapes(family),
		    .links = link_shapes()};
	if (!denied)
		return group;
	const auto probe = from_denied(config, family, filter, *denied);
	if (!probe)
		return error_of(probe);
	if (*probe)
		group.probes.push_back(**probe);
	return group;
}

/// What is no IP at all: only where the filter reads as far.
Group others()
{
	Group group{.layer = "other",
		    .family = CTG_IPV4,
		    .addresses = {},
		    .probes = {{.name = "the frame itself"}},
		    .shapes = stranger_shapes(),
		    .links = link_shapes()};
	std::erase_if(group.links, [](const LinkShape& link) { return link.sight != Sight::kWhole; });
	return group;
}

} // namespace

Outcome ShapeResult::outcome() const
{
	if (wrong > 0)
		return Outcome::kWrong;
	if (frames == 0)
		return Outcome::kNotTried;
	if (missed.empty())
		return Outcome::kAsConfigured;
	return reader == Reader::kConntrack ? Outcome::kBypass : Outcome::kHarmless;
}

std::size_t Findings::count(Outcome outcome) const
{
	return static_cast<std::size_t>(std::ranges::count(shapes, outcome, &ShapeResult::outcome));
}

Result<Findings> run(const Config& config, const Filtering& filter, const Denied& denied)
{
	Selftest selftest{config, filter};
	for (const auto family : {CTG_IPV4, CTG_IPV6}) {
		const auto group = group_of(config, family, filter, denied[family]);
		if (!group)
			return error_of(group);
		if (auto done = selftest.run(*group); !done)
			return error_of(done);
	}
	if (auto done = selftest.run(others()); !done)
		return error_of(done);
	return selftest.take();
}

} // namespace ctgate::selftest
