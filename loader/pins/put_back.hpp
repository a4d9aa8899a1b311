// SPDX-License-Identifier: MIT
#pragma once

#include "loader/pins/map_pins.hpp"
#include "loader/program/program.hpp"

namespace ctgate
{

/// Pins again what another tool removed, counters and sets: the running program still has those maps.
Result<void> put_back(const MapPins& pins, const Program& running);

} // namespace ctgate
