// SPDX-License-Identifier: MIT
// The programs that ctgate is measured against. None is attached to anything, nothing is pinned.
#pragma once

#include "loader/base/error.hpp"

#include <memory>
#include <string>

struct bpf_object;
struct bench_bpf;

namespace ctgate::bench
{

/// Programs that return a verdict and do nothing else: the floor of every figure.
class EmptyPrograms
{
public:
	static Result<EmptyPrograms> load();

	int fd(unsigned verdict) const;

private:
	struct Deleter {
		void operator()(bench_bpf* skeleton) const;
	};
	std::unique_ptr<bench_bpf, Deleter> skeleton_;

	friend class Spoofed;
};

/// A program behind another one that gives every packet a source address of its own.
class Spoofed
{
public:
	static Result<Spoofed> in_front_of(int program);

	int fd() const;

private:
	EmptyPrograms programs_;
};

/// xdp-filter as Debian's package xdp-tools installs it, in mode allow (pass what no rule names), with
/// one rule in each of its maps: ports kFilteredPort of TCP and UDP, and an address that no frame here has.
class XdpFilter
{
public:
	static constexpr std::uint16_t kFilteredPort = 4444;

	/// `variant`: what `xdp-filter load --features` would choose, "all", "tcp" or "udp".
	/// ENOENT when the package is not installed.
	static Result<XdpFilter> load(const std::string& variant);

	int fd() const;

private:
	struct Deleter {
		void operator()(bpf_object* object) const;
	};
	std::unique_ptr<bpf_object, Deleter> object_;
};

} // namespace ctgate::bench
