/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* deny.h: deny lists: sources whose packets go no further than where they come in. */
#ifndef WEIR_DENY_H
#define WEIR_DENY_H

#include "weir/flow.h"

/* Costs one array read while no list has a prefix. No list shuts out a node of the cluster. */
static __always_inline bool is_denied(const struct address *source, enum deny_flags here)
{
	__u32 zero = 0;
	__u32 *where = bpf_map_lookup_elem(&deny_control, &zero);

	if (!where || !(*where & here))
		return false;
	struct prefix_key key = {
		.prefix_length = 8 * (sizeof(key.family) + sizeof(key.address)),
		.family = address_is_ipv4(source) ? 4 : 6,
		.address = *source,
	};

	return bpf_map_lookup_elem(&deny_prefixes, &key) &&
	       !(address_flags(source) & (SERVICE_ADDRESS_NODE | SERVICE_ADDRESS_PEER));
}

#endif
