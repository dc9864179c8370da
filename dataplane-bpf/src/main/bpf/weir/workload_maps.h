/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * workload_maps.h: the maps of policy and connection tracking. User space fills them, unless a line
 * says that the programs write; sizes are defaults, which user space may set before load.
 */
#ifndef WEIR_WORKLOAD_MAPS_H
#define WEIR_WORKLOAD_MAPS_H

#include "weir/flow_abi.h"
#include "weir/hash.h"
#include "weir/workload_abi.h"

/* Key: index of the pod's interface on the host side. */
WEIR_HASH(endpoints, __u32, struct endpoint, 4096);

WEIR_HASH(peers, struct address, struct peer_parts, 262144);
WEIR_HASH(rule_sets, struct rule_set_key, struct rule_set, 65536);
WEIR_HASH(peer_rows, struct peer_row_key, struct rule_bits, 1048576);

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 65536);
	__type(key, struct prefix_key);
	__type(value, struct prefix_part);
} prefixes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 131072);
	__type(key, struct port_row_key);
	__type(value, struct rule_bits);
} port_rows SEC(".maps");

/* Written by the programs: flows whose opener has heard the other side, and spoken again. */
WEIR_HASH(flows, struct flow_key, struct flow, 262144);

/*
 * Written by the programs: all other flows. Who sends from an address that is not its own never
 * hears the answer: a flood turns these over, and leaves the others alone.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 65536);
	__type(key, struct flow_key);
	__type(value, struct flow);
} opening_flows SEC(".maps");

/* Written by the programs. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, struct fragment_key);
	__type(value, struct fragment);
} fragments SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct workload_control);
} workload_control SEC(".maps");

/* Written by the programs. Index: see struct rule_set; 0 is for sets that got no counters. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, struct packet_counter);
} rule_counters SEC(".maps");

/* Written by the programs. Index: enum drop_reason, once for each enum direction. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4 * DROP_REASONS);
	__type(key, __u32);
	__type(value, struct packet_counter);
} drop_counters SEC(".maps");

/* Written by the programs. Index: enum workload_counter. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, WORKLOAD_COUNTERS);
	__type(key, __u32);
	__type(value, __u64);
} workload_counters SEC(".maps");

/* Written by the sweep. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sweep_result);
} sweep_results SEC(".maps");

/* Written by explain_from_pod and explain_to_pod, read by who ran them. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct explanation);
} explanations SEC(".maps");

#endif
