// SPDX-License-Identifier: MIT
#include "tests/e2e/no_gap/fault.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string_view>

#include <unistd.h>

namespace ctgate::e2e
{
namespace
{

constexpr const char* kTraced =
	"trace=bpf,openat,newfstatat,statfs,getdents64,faccessat2,dup3,fcntl,socket,bind,sendto,recvmsg,getsockopt,"
	"setsockopt,ioctl,flock,mkdir,rmdir,unlink,unlinkat,rename,renameat2,write,fsync,fchmod,lchown";

/// How strace begins the line of a call that changes something that others see.
constexpr std::array<std::string_view, 16> kChanging = {"bpf(BPF_PROG_LOAD",
							"bpf(BPF_OBJ_PIN",
							"bpf(BPF_LINK_CREATE",
							"bpf(BPF_LINK_UPDATE",
							"bpf(BPF_LINK_DETACH",
							"bpf(BPF_MAP_UPDATE_",
							"bpf(BPF_MAP_DELETE_",
							"mkdir(",
							"rmdir(",
							"unlink",
							"rename",
							"flock(",
							"write(",
							"fsync(",
							"bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_LPM",
							"sendto("};

Finished strace(const Namespace& where, const std::vector<std::string>& options,
		const std::vector<std::string>& command)
{
	std::vector<std::string> words{"strace", "--follow-forks"};
	words.insert(words.end(), options.begin(), options.end());
	words.insert(words.end(), command.begin(), command.end());
	return where.run(words);
}

std::vector<std::string> injection(const Call& call, const std::string& fault)
{
	return {"--output=/dev/null", "-e", "trace=" + call.name, "-e",
		fmt::format("inject={}:{}:when={}", call.name, fault, call.number)};
}

/// "4711 openat(AT_FDCWD, ..." without the number of the process.
std::string_view call_in(std::string_view line)
{
	const auto begin = line.find_first_not_of("0123456789 ");
	return begin == line.npos || line[begin] == '+' || line[begin] == '-' ? "" : line.substr(begin);
}

Effect effect_of(std::string_view call)
{
	for (const auto& beginning : kChanging)
		if (call.starts_with(beginning))
			return Effect::kChanges;
	return Effect::kReads;
}

} // namespace

std::vector<Call> calls_of(const Namespace& where, const std::vector<std::string>& command)
{
	const std::string log = std::filesystem::temp_directory_path() / fmt::format("ctgate-calls-{}", ::getpid());
	const Finished finished = strace(where, {"--output=" + log, "-e", kTraced}, command);
	if (finished.exit_code != 0)
		throw std::runtime_error(finished.err);
	std::ifstream lines{log};
	std::map<std::string, std::size_t> numbers;
	std::vector<Call> calls;
	for (std::string line; std::getline(lines, line);) {
		const auto call = call_in(line);
		const std::string name{call.substr(0, call.find('('))};
		if (!name.empty())
			calls.push_back({name, ++numbers[name], effect_of(call)});
	}
	std::filesystem::remove(log);
	return calls;
}

Finished killed_at(const Namespace& where, const std::vector<std::string>& command, const Call& call)
{
	return strace(where, injection(call, "signal=KILL"), command);
}

Finished failing_at(const Namespace& where, const std::vector<std::string>& command, const Call& call,
		    const std::string& error)
{
	auto options = injection(call, "error=" + error);
	options.push_back("--seccomp-bpf"); // stops at this call only; a signal would not be delivered so
	return strace(where, options, command);
}

} // namespace ctgate::e2e
