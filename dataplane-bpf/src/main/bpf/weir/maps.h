/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * maps.h: every map. Nobody else defines one. User space fills them, unless a line says that the
 * programs write; sizes are defaults, which user space may set before load.
 */
#ifndef WEIR_MAPS_H
#define WEIR_MAPS_H

#include "weir/abi.h"
#include "weir/hash.h"

WEIR_HASH(frontends, struct frontend_key, struct frontend, 65536);
WEIR_HASH(nodeports, struct nodeport_key, struct frontend, 16384);

/* The addresses that answer on NodePorts. The value says nothing. */
WEIR_HASH(node_addresses, struct address, __u32, 1024);

/* For Services that are reached from outside and have a choice. */
WEIR_HASH(maglev, struct maglev_key, struct maglev_chunk, 262144);

WEIR_HASH(members, struct member_key, struct member, 262144);

/* Key: id of the pod's cgroup. */
WEIR_HASH(pods, __u64, struct pod, 4096);

/* Written through its memory mapping: no system call for each backend. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 262144);
	__type(key, __u32);
	__type(value, struct slot);
} slots SEC(".maps");

/* Written by the programs. Bounded by eviction: a client is forgotten, none is refused. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 65536);
	__type(key, struct affinity_key);
	__type(value, struct affinity);
} affinity SEC(".maps");

/* Written by the programs: what a connected socket was translated to. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct peer);
} connected_peers SEC(".maps");

/* Written by the programs: what an unconnected datagram socket was translated to. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct datagram_peers);
} datagram_peers SEC(".maps");

/* The value says nothing: what is found is allowed. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 65536);
	__type(key, struct source_range_key);
	__type(value, __u32);
} source_ranges SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct control);
} control SEC(".maps");

/* Written by the programs. Index: enum socket_counter. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SOCKET_COUNTERS);
	__type(key, __u32);
	__type(value, __u64);
} socket_counters SEC(".maps");

/* Written by the programs. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct tcp_start);
} tcp_starts SEC(".maps");

/* Written by the programs. Index: see TCP_TIME_BUCKETS. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, TCP_TIME_KINDS *TCP_TIME_ROW);
	__type(key, __u32);
	__type(value, __u64);
} tcp_times SEC(".maps");

#endif
