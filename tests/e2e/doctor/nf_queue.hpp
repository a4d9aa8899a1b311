// SPDX-License-Identifier: MIT
// A program that nft hands packets to (NFQUEUE), and that takes its time.
#pragma once

#include <libmnl/libmnl.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace ctgate::e2e
{

class NfQueue
{
public:
	/// In the network namespace of the calling thread. While it lives, packets wait here; when it goes, they are
	/// lost.
	explicit NfQueue(std::uint16_t number);

	/// Lets packets go on, in the order in which they came: those that wait, at most so many.
	void accept(std::size_t packets);

private:
	struct Closer {
		void operator()(mnl_socket* socket) const { ::mnl_socket_close(socket); }
	};
	std::vector<std::uint32_t> waiting(std::size_t packets);

	std::unique_ptr<mnl_socket, Closer> socket_;
	std::uint16_t number_;
};

} // namespace ctgate::e2e
