/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* count.h: the one way to count what the socket programs do. */
#ifndef WEIR_COUNT_H
#define WEIR_COUNT_H

#include "weir/maps.h"

static __always_inline void count(enum socket_counter counter)
{
	__u32 index = counter;
	__u64 *value = bpf_map_lookup_elem(&socket_counters, &index);

	if (value)
		*value += 1;
}

#endif
