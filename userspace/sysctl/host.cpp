// SPDX-License-Identifier: MIT
#include "userspace/sysctl/host.hpp"

#include "loader/interface.hpp"
#include "userspace/sysctl/catalogue.hpp"
#include "userspace/sysctl/file.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <sstream>

namespace ctgate::sysctl
{
namespace
{

namespace fs = std::filesystem;

constexpr std::string_view kDnsPort = "0035"; // 53, as /proc/net/udp writes it

Result<void> read_values(Host& host, const Paths& paths)
{
	for (const Setting& setting : catalogue()) {
		const fs::path path = paths.value_of(setting.name);
		const auto now = read_number(path);
		if (!now)
			continue; // older kernels have fewer
		std::error_code error;
		const bool writable =
			(fs::status(path, error).permissions() & fs::perms::owner_write) != fs::perms::none;
		host.values.emplace(setting.name, Value{.now = *now, .writable = writable});
	}
	const auto entries = read_number(paths.value_of("count"));
	if (!entries || !host.find("max") || !host.find("buckets"))
		return fail(ENOENT,
			    "conntrack is not loaded here, there is nothing to tune: `modprobe nf_conntrack` loads it, "
			    "and so does any firewall rule with a ct state");
	host.entries = *entries;
	return {};
}

std::int64_t read_ram(const fs::path& proc)
{
	std::ifstream file{proc / "meminfo"};
	std::string name;
	std::int64_t kib = 0;
	for (std::string line; std::getline(file, line);)
		if (std::istringstream{line} >> name >> kib && name == "MemTotal:")
			return kib * 1'024;
	return 0;
}

/// "0100007F:0035": the kernel prints the address as the number that its bytes are on this machine.
bool is_loopback(std::string_view address)
{
	constexpr std::string_view kIpv6Loopback = "00000000000000000000000001000000";
	if (address.size() != 8)
		return address == kIpv6Loopback;
	std::uint32_t bytes = 0;
	std::from_chars(address.data(), address.data() + address.size(), bytes, 16);
	return ntohl(bytes) >> 24 == 127;
}

/// A stub resolver on a loopback address, systemd-resolved's, makes no DNS server.
bool listens_on_dns(const fs::path& table)
{
	std::ifstream file{table};
	std::string slot, local;
	for (std::string line; std::getline(file, line);) {
		if (!(std::istringstream{line} >> slot >> local))
			continue;
		const auto colon = local.find(':');
		if (colon != std::string::npos && std::string_view{local}.substr(colon + 1) == kDnsPort &&
		    !is_loopback(std::string_view{local}.substr(0, colon)))
			return true;
	}
	return false;
}

bool is_on(const fs::path& sysctl)
{
	return read_number(sysctl).value_or(0) != 0;
}

Keepalive read_keepalive(const fs::path& ipv4)
{
	Keepalive keepalive;
	keepalive.time_s = read_number(ipv4 / "tcp_keepalive_time").value_or(keepalive.time_s);
	keepalive.probes = read_number(ipv4 / "tcp_keepalive_probes").value_or(keepalive.probes);
	keepalive.interval_s = read_number(ipv4 / "tcp_keepalive_intvl").value_or(keepalive.interval_s);
	return keepalive;
}

} // namespace

Result<Host> Host::read(const Paths& paths)
{
	Host host;
	if (auto done = read_values(host, paths); !done)
		return error_of(done);
	const fs::path net = paths.proc / "sys/net";
	host.ram_bytes = read_ram(paths.proc);
	host.page_bytes = ::sysconf(_SC_PAGESIZE);
	host.keepalive = read_keepalive(net / "ipv4");
	host.rules = read_rules(paths);
	host.forwards = is_on(net / "ipv4/ip_forward") || is_on(net / "ipv6/conf/all/forwarding");
	host.answers_dns = listens_on_dns(paths.proc / "net/udp") || listens_on_dns(paths.proc / "net/udp6");
	host.is_module = fs::exists(paths.sys / "module/nf_conntrack/initstate");
	host.boots_here = sysctl::boots_here(paths);
	host.at_boot = read_boot_files(paths);
	host.writers = find_writers(paths);
	return host;
}

const Value* Host::find(std::string_view setting) const
{
	const auto found = values.find(setting);
	return found == values.end() ? nullptr : &found->second;
}

std::int64_t Host::now(std::string_view setting) const
{
	return find(setting)->now;
}

bool boots_here(const Paths& paths)
{
	if (paths.root != "/") // an image, whose files were asked for
		return true;
	std::error_code error;
	const auto first = fs::read_symlink(paths.proc / "1/ns/net", error);
	if (error) // without CAP_SYS_PTRACE; a namespace of which nothing is known leaves no files
		return namespace_suffix() == "";
	return first == fs::read_symlink(paths.proc / "self/ns/net", error);
}

} // namespace ctgate::sysctl
