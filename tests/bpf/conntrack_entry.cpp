// SPDX-License-Identifier: MIT
#include "tests/bpf/conntrack_entry.hpp"

#include "tests/e2e/command.hpp"

#include <stdexcept>

namespace ctgate
{
namespace
{

void must(std::vector<std::string> command)
{
	if (const auto finished = e2e::run(command); finished.exit_code != 0)
		throw std::runtime_error(finished.err);
}

std::vector<std::string> insert(const std::string& protocol, const FlowEntry& flow)
{
	return {"conntrack", "-I",
		"-p",        protocol,
		"-s",        flow.source,
		"-d",        flow.destination,
		"--sport",   std::to_string(flow.source_port),
		"--dport",   std::to_string(flow.destination_port),
		"-t",        "120"};
}

} // namespace

void know_udp(const FlowEntry& flow)
{
	must(insert("udp", flow));
}

void know_tcp(const FlowEntry& flow)
{
	auto command = insert("tcp", flow);
	command.insert(command.end(), {"--state", "ESTABLISHED"});
	must(command);
}

void flush_conntrack()
{
	must({"conntrack", "-F"});
}

} // namespace ctgate
