// SPDX-License-Identifier: MIT
// ctgate why [INTERFACE] --pcap FILE [--frame N] | --hex DIGITS | --tcp SRC DST | --udp SRC DST | --icmp-echo SRC DST
#include "userspace/cli/command.hpp"
#include "userspace/cli/filters.hpp"
#include "userspace/cli/why/why_options.hpp"
#include "userspace/why/json.hpp"
#include "userspace/why/story.hpp"
#include "userspace/wire/frame.hpp"

#include <fmt/core.h>

#include <memory>

namespace ctgate::cli
{
namespace
{

Result<void> explain_packet(const WhyOptions& options)
{
	if (auto one = require_one_packet(options); !one)
		return one;
	wire::Bytes frame;
	if (!options.pcap) { // before the filter is asked: a mistyped packet needs no root to be told so
		auto described = frame_of(options);
		if (!described)
			return error_of(described);
		frame = std::move(*described);
	}
	auto filter = open_one_filter(options.interface, "ctgate why");
	if (!filter)
		return error_of(filter);
	const auto tracer = Tracer::of(*filter);
	if (!tracer)
		return error_of(tracer);
	const WhyQuestion question{.options = options, .interface = filter->interface_now(), .tracer = *tracer};
	return options.pcap ? tell_capture(question) : tell_frame(question, 1, frame, frame.size());
}

/// `what` is what a value outside of the bounds is not.
CLI::Validator number_check(std::uint64_t least, std::uint64_t most, const std::string& what)
{
	return {[=](const std::string& text) {
			std::uint64_t number = 0;
			const bool fits = CLI::detail::lexical_cast(text, number) && number >= least && number <= most;
			return fits ? "" : fmt::format("`{}` is not {}", text, what);
		},
		"", "number"};
}

/// Both ends of a packet. One is taken too, to be refused by a sentence that says what is missing.
void add_ends(CLI::App& command, const std::string& name, WhyOptions::Two& ends, const std::string& help)
{
	const bool has_ports = name != "--icmp-echo";
	command.add_option(name, ends, help)
		->option_text(has_ports ? "SRC:PORT DST:PORT" : "SRC DST")
		->expected(1, 2)
		->allow_extra_args(false);
}

void add_packets(CLI::App& command, WhyOptions& options)
{
	add_ends(command, "--tcp", options.tcp, "A TCP segment; 192.0.2.7:4711 or [2001:db8::7]:4711");
	command.add_option("--flags", options.flags, "Its flags: letters of F S R P A U E W N, or none; default S")
		->type_name("FLAGS");
	add_ends(command, "--udp", options.udp, "A UDP datagram");
	add_ends(command, "--icmp-echo", options.echo, "An echo request");
	command.add_option("--bytes", options.bytes, "Payload of such a packet; default 0")
		->type_name("BYTES")
		->check(number_check(0, wire::kPayloadMax,
				     fmt::format("a payload of 0 to {} bytes", wire::kPayloadMax)));
	command.add_option("--hex", options.hex, "A frame as hex digits; @FILE reads them there, - from stdin")
		->type_name("DIGITS");
	command.add_option("--pcap", options.pcap, "The frames of a capture, pcap or pcapng; - is stdin")
		->type_name(kFileValue);
	command.add_option("--frame", options.frame, "One of them, in full")
		->type_name("NUMBER")
		->check(number_check(1, std::uint64_t{1} << 53, "the number of a frame; the first is 1"));
}

} // namespace

why::Asked WhyQuestion::about(wire::View frame, std::size_t wire_length, const Trace& trace) const
{
	return {.interface = interface,
		.frame = frame,
		.wire_length = wire_length,
		.trace = trace,
		.image = tracer.image()};
}

Result<void> tell_frame(const WhyQuestion& question, std::uint64_t number, wire::View frame, std::size_t wire_length)
{
	const auto trace = question.tracer.run(frame);
	if (!trace)
		return error_of(trace);
	const why::Asked asked = question.about(frame, wire_length, *trace);
	if (!question.options.json) {
		fmt::print("{}", why::story_text(asked));
		return {};
	}
	why::Tally tally;
	tally.count(asked);
	fmt::print("{}{}{}", why::json_head(question.interface, question.tracer.image()),
		   why::json_frame(number, asked), why::json_tail(tally));
	return {};
}

void add_why(CLI::App& app, Action& chosen)
{
	auto options = std::make_shared<WhyOptions>();
	CLI::App* command =
		app.add_subcommand("why", "What the filter would do with a packet now, and why; counts nothing");
	command->add_option("interface", options->interface, "Network interface, if several have a filter")
		->type_name(kInterfaceValue);
	add_packets(*command, *options);
	command->add_flag("--json", options->json, "JSON (schema ctgate/why/1)");
	command->callback([options, &chosen] { chosen = [options] { return explain_packet(*options); }; });
}

} // namespace ctgate::cli
