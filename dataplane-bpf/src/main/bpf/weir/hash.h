/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* hash.h: the one form of our hash maps. */
#ifndef WEIR_HASH_H
#define WEIR_HASH_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* A hash pays for its entries when they come: most nodes fill a fraction of these sizes. */
#define WEIR_HASH(map_name, key_type, value_type, entries)                                         \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_HASH);                                                   \
		__uint(map_flags, BPF_F_NO_PREALLOC);                                              \
		__uint(max_entries, entries);                                                      \
		__type(key, key_type);                                                             \
		__type(value, value_type);                                                         \
	} map_name SEC(".maps")

#endif
