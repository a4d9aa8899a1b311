// SPDX-License-Identifier: MIT
#include "userspace/selftest/selftest.hpp"

#include "userspace/selftest/judge.hpp"

#include <algorithm>

namespace ctgate::selftest
{
namespace
{

constexpr const char* kEthernet = "Ethernet";

/// What any kernel that runs XDP programs for a test takes, in bytes.
constexpr std::size_t kOneBuffer = 3'000;

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

	/// Nothing for a probe that cannot be as long as the shape, or of which no more than the beginning is left.
	static std::optional<Bytes> frame_of(const Group& group, const Probe& probe, const NetworkShape& network,
					     const LinkShape& link)
	{
		Addresses addresses = group.addresses;
		if (probe.denied_source)
			addresses.source = *probe.denied_source;
		if (network.size == NetworkShape::Size::kUsual)
			return link.wrap(network.wrap(addresses, probe.usual));
		if (!probe.jumbo || link.sight != Sight::kWhole)
			return std::nullopt;
		return link.wrap(network.wrap(addresses, *probe.jumbo));
	}

	Result<void> run_one(const Group& group, std::size_t row, const Probe& probe, const NetworkShape& network,
			     const LinkShape& link)
	{
		const auto frame = frame_of(group, probe, network, link);
		if (!frame)
			return {};
		const Expected expected = expect(config_, group.family, probe, network, link);
		const auto wrong = ask(*frame, expected);
		if (!wrong && frame->size() > kOneBuffer && wrong.error().code() == EINVAL)
			return {}; // a kernel that runs no frames in several buffers: the row stays at no frame
		if (!wrong)
			return error_of(wrong);
		if (*wrong)
			findings_.wrong.push_back({group.layer, network.name, link.name, probe.name, **wrong});

		const std::size_t around = row_of(kEthernet, link);
		++findings_.frames;
		for (const std::size_t index : {row, around}) {
			++findings_.shapes[index].frames;
			findings_.shapes[index].wrong += wrong->has_value();
		}
		note(findings_.shapes[link.sight == Sight::kWhole ? row : around], probe, expected);
		return {};
	}

	/// By the long way, which is told of, and by the one that packets take.
	Result<std::optional<std::string>> ask(const Bytes& frame, const Expected& expected) const
	{
		const auto bytes = std::as_bytes(std::span{frame});
		const auto trace = filter_.trace(bytes);
		if (!trace)
			return error_of(trace);
		if (auto wrong = judge(config_, expected, *trace))
			return wrong;
		const auto verdict = filter_.verdict(bytes);
		if (!verdict)
			return error_of(verdict);
		return judge_verdict(config_, expected, *verdict);
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
	const auto all = groups(config, filter, denied);
	if (!all)
		return error_of(all);
	for (const Group& group : *all)
		if (auto done = selftest.run(group); !done)
			return error_of(done);
	return selftest.take();
}

} // namespace ctgate::selftest
