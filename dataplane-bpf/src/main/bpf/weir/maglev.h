/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * maglev.h: the same choice on every node. Nodes agree on a backend without telling each other,
 * because the hash and the table are the same everywhere.
 */
#ifndef WEIR_MAGLEV_H
#define WEIR_MAGLEV_H

#include "weir/begin.h"

static __always_inline __u64 mix(__u64 hash, __u64 word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
	return hash ^ (hash >> 29);
}

/* Of the client alone, or of the whole tuple. Addresses count as they lie on the wire. */
static __always_inline __u32 flow_hash(const struct tuple *tuple, bool client_alone)
{
	__u64 hash = mix(mix(0, tuple->source.high), tuple->source.low);

	if (!client_alone) {
		hash = mix(mix(hash, tuple->destination.high), tuple->destination.low);
		hash = mix(hash, (__u64)tuple->source_port << 32 |
					 (__u32)tuple->destination_port << 16 | tuple->protocol);
	}
	return hash >> 32;
}

/* The slot for a hash, relative to slot_base; false where the table is not there. */
static __always_inline bool maglev_offset(const struct frontend *service, __u32 hash, __u32 *offset)
{
	__u32 cell = ((__u64)hash * service->maglev_size) >> 32;
	struct maglev_key key = {.slot_base = service->slot_base, .chunk = cell / MAGLEV_CHUNK};
	struct maglev_chunk *chunk = bpf_map_lookup_elem(&maglev, &key);

	if (!chunk)
		return false;
	*offset = chunk->words[(cell / 4) & (MAGLEV_CHUNK / 4 - 1)] >> 16 * (cell & 3) & 0xffff;
	return *offset < service->cluster_count;
}

#endif
