/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * wire_maps.h: the maps of Services on the wire; those of Services themselves are in maps.h. User
 * space fills them, unless a line says that the programs write; sizes are defaults, which user
 * space may set before load.
 */
#ifndef WEIR_WIRE_MAPS_H
#define WEIR_WIRE_MAPS_H

#include "weir/flow_abi.h"
#include "weir/hash.h"
#include "weir/wire_abi.h"
#include "weir/work.h"
#include "weir/workload_abi.h"

WEIR_HASH(service_addresses, struct address, struct service_address, 131072);
WEIR_HASH(local_pods, struct address, struct local_pod, 8192);

/* Key: id of another node; ids are this agent's own. */
WEIR_HASH(wire_nodes, __u32, struct wire_node, 16384);
WEIR_HASH(next_hops, __u32, struct next_hop, 16384);

/* Addresses of other nodes, whose tunnels we take; the value is the node's id. */
WEIR_HASH(tunnel_peers, struct address, __u32, 32768);

/*
 * Written by the programs: addresses of nodes that have answered a probe, and when (ns,
 * CLOCK_MONOTONIC). User space sends the probes, and forgets who no longer answers: without an
 * agent all stays as it was.
 */
WEIR_HASH(tunnel_answers, struct address, __u64, 32768);

/* MACs of other nodes on our links; the value is the node's id. */
WEIR_HASH(neighbour_nodes, struct mac_key, __u32, 16384);

/* Sources whose packets are dropped at uplinks; the value is the number of the list. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1048576);
	__type(key, struct prefix_key);
	__type(value, __u32);
} deny_prefixes SEC(".maps");

/* enum deny_flags */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} deny_control SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, SERVICE_RANGES);
	__type(key, __u32);
	__type(value, struct service_range);
} service_ranges SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct wire_control);
} wire_control SEC(".maps");

/* Written by the programs: flows whose opener has heard the other side, and spoken again. */
WEIR_HASH(translations, struct tuple, struct translation, 524288);

/*
 * Written by the programs: all other flows, and those whose answers go another way. A flood turns
 * these over, and leaves the others alone.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 131072);
	__type(key, struct tuple);
	__type(value, struct translation);
} opening_translations SEC(".maps");

/*
 * Written by the programs, by the low bits of the interface's index: bit 0, a pod there has served
 * translated flows; bit 1, one has opened some. What is not set saves every packet a look.
 */
#define WIRE_INTERFACES 4096
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, WIRE_INTERFACES);
	__type(key, __u32);
	__type(value, __u32);
} wire_interfaces SEC(".maps");

/* Written by the programs. Index: enum wire_path. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, WIRE_PATHS);
	__type(key, __u32);
	__type(value, struct packet_counter);
} path_counters SEC(".maps");

/* Written by the programs. Index: enum wire_counter. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, WIRE_COUNTERS);
	__type(key, __u32);
	__type(value, __u64);
} wire_counters SEC(".maps");

/* Written by the sweep. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct wire_sweep_result);
} wire_sweep_results SEC(".maps");

/* Written by the programs: the packet at hand. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct work);
} wire_work SEC(".maps");

#endif
