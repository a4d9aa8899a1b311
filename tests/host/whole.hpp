// SPDX-License-Identifier: MIT
// The native parsers and checks in the order in which the filter asks them.
#pragma once

#include "bpf/abi.h"
#include "tests/packet/frame.hpp"

#include <memory>
#include <vector>

namespace ctgate
{

/// A frame in a heap buffer of just its size, so that ASan sees whoever reads beyond it.
class ExactBuffer
{
public:
	explicit ExactBuffer(const packet::Bytes& bytes);
	const __u8* data() const { return bytes_.get(); }
	std::size_t size() const { return size_; }

private:
	std::unique_ptr<__u8[]> bytes_;
	std::size_t size_;
};

/// What the filter says against a frame when every reason monitors. Limits aside.
std::vector<ctg_reason> native_reasons(const packet::Bytes& frame);

/// Does the short way, where it may be taken, read of a frame what the long one does?
bool ways_agree(const packet::Bytes& frame);

} // namespace ctgate
