/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Any packet that is not a whole datagram (RFC 791 section 3.2, RFC 8200 section 4.5). */
#pragma once

#include "../parse/ip.h"

static __always_inline enum ctg_reason ctg_check_fragment(const struct ctg_ip* ip)
{
	return ip->part == CTG_WHOLE ? CTG_GO_ON : CTG_IP_FRAGMENT;
}
