// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace ctgate::e2e
{

/// So many FTP control connections, each of which announces a data connection that does not come; in the namespace of
/// the calling thread. Throws when the kernel refuses.
void expect_ftp_data(std::uint16_t connections);

} // namespace ctgate::e2e
