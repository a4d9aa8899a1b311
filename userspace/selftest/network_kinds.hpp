// SPDX-License-Identifier: MIT
// Kinds of network shapes that both families have.
#pragma once

#include "userspace/selftest/shape.hpp"

#include <string>

namespace ctgate::selftest
{

using Wrap = std::function<Layer(const Addresses&, const Layer&)>;

/// What the filter reads to the end.
NetworkShape seen(std::string name, Wrap wrap);
NetworkShape jumbo(Wrap wrap);
NetworkShape first_fragment(std::string name, Wrap wrap);
/// Around beginning().
NetworkShape tiny_fragment(Wrap wrap);
NetworkShape later_fragment(std::string name, Wrap wrap);
/// A whole packet inside another.
NetworkShape tunnel(std::string name, Wrap wrap);
NetworkShape broken_header(Wrap wrap);

/// Too little for the header that it begins.
Layer beginning(const Layer& inside);
Layer gre(const Layer& packet);

inline constexpr std::uint16_t kLaterOffset = 185; ///< of a fragment: behind 1,480 bytes

} // namespace ctgate::selftest
