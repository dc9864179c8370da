/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* drop.h: what programs at the pods' interfaces return, and the counting of it. */
#ifndef WEIR_DROP_H
#define WEIR_DROP_H

#include "weir/packet.h"
#include "weir/workload_maps.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* TCX_NEXT, not TCX_PASS: what others attached behind us runs too. */
enum { NEXT = -1, DROP = 2 };

static __always_inline void count(enum workload_counter counter)
{
	__u32 index = counter;
	__u64 *value = bpf_map_lookup_elem(&workload_counters, &index);

	if (value)
		*value += 1;
}

static __always_inline void count_packet(void *counters, __u32 index, __u32 bytes)
{
	struct packet_counter *value = bpf_map_lookup_elem(counters, &index);

	if (value) {
		value->packets += 1;
		value->bytes += bytes;
	}
}

/* 0: a set without counters. */
static __always_inline void count_rule(__u32 counter, __u32 bytes)
{
	if (counter)
		count_packet(&rule_counters, counter, bytes);
}

/* The only way out for a packet that is dropped. */
static __always_inline int drop(__u32 bytes, enum direction direction, enum drop_reason reason)
{
	count_packet(&drop_counters, direction * DROP_REASONS + reason, bytes);
	return DROP;
}

#endif
