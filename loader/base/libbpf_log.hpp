// SPDX-License-Identifier: MIT
#pragma once

namespace ctgate
{

/// libbpf's and libxdp's own messages, the verifier's among them, go to spdlog at level debug: what a person
/// must know is in the Error that the call returns.
void send_libbpf_messages_to_log();

} // namespace ctgate
