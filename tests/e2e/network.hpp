// SPDX-License-Identifier: MIT
// Network namespaces and raw frames for tests on the real kernel. What a test makes is gone
// when it ends, also when it fails; what a killed one left is swept by the next.
#pragma once

#include "loader/base/unique_fd.hpp"
#include "tests/e2e/command.hpp"
#include "tests/packet/frame.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace ctgate::e2e
{

/// Why the tests cannot run here. Mounts bpffs where that is all that is missing.
std::optional<std::string> why_not();

/// A network namespace of this process, deleted with everything in it and every ctgate pin that belongs to it.
class Namespace
{
public:
	Namespace();
	~Namespace();
	Namespace(const Namespace&) = delete;
	Namespace& operator=(const Namespace&) = delete;

	const std::string& name() const { return name_; }

	/// Runs the function in a thread that has entered the namespace; what it throws is thrown here.
	void inside(const std::function<void()>& function) const;
	Finished run(const std::vector<std::string>& command) const;
	/// Commands, one a line; throws what the first one that failed had to say.
	void must(const std::string& commands) const;
	/// Throws when nft refuses.
	void nft(const std::string& rules) const;
	/// "net/ipv4/ip_forward" and the like.
	void sysctl(const std::string& name, int value) const;

private:
	std::string name_;
};

/// A raw socket that puts frames on one interface of a namespace.
class Wire
{
public:
	Wire(const Namespace& where, const std::string& interface);

	void send(const packet::Bytes& frame) const;
	/// With a mark, which the packet keeps as long as it stays in this namespace.
	void send(const packet::Bytes& frame, std::uint32_t mark) const;
	/// As send(), but false when the device's queue is full.
	bool offer(const packet::Bytes& frame) const;

private:
	UniqueFd socket_;
	int ifindex_ = 0;
};

} // namespace ctgate::e2e
