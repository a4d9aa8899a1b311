// SPDX-License-Identifier: MIT
// What goes on beside the entries of an illness: packets, settings, namespaces.
#pragma once

#include "tests/e2e/doctor/ward.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace ctgate::e2e
{

struct Course {
	std::shared_ptr<void> lasting = {};
	std::function<void()> meanwhile = {}; ///< done every ten milliseconds while the doctor looks
};

/// Packets that a slow program holds, each of a flow that is not in the table yet.
Course hold_packets(const Ward& ward, std::uint32_t number);
/// Each flow begins with two packets at once: the second finds no entry either, because the first waits in a queue.
Course send_twice(const Ward& ward, std::uint32_t number);
/// NULL and SYN+FIN.
Course send_malformed(const Ward& ward, std::uint32_t number);
/// More flows to one place than NAT has ports.
Course send_through_nat(const Ward& ward, std::uint32_t number);
/// New clients, of a service behind this host.
Course knock(const Ward& ward, std::uint32_t number);
Course with_few_buckets(const Ward& ward, std::uint32_t number);
Course with_expectations(const Ward& ward, std::uint32_t number);
/// A namespace that only this process keeps alive, full of entries: no other program can find it.
Course hide_a_namespace(const Ward& ward, std::uint32_t number);

} // namespace ctgate::e2e
