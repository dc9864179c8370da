/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * sweep: forgets the flows whose time is over or whose pod has gone. User space runs it now and
 * then; a packet that comes before the sweep does finds its flow gone just the same.
 */
#include "weir/drop.h"
#include "weir/timeout.h"
#include "weir/workload_maps.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char weir_license[] SEC("license") = "GPL";

struct sweep {
	__u64 now;
	__u32 seen;
	__u32 expired;
	__u8 opening;
	__u8 pad[7];
};

/* The pod has gone, and with it whoever could speak on the flow. */
static __always_inline bool is_orphan(const struct flow_key *key)
{
	__u32 ifindex = key->ifindex;

	return !bpf_map_lookup_elem(&endpoints, &ifindex);
}

static long sweep_flow(void *map, const void *key, void *value, void *context)
{
	const struct flow_key *flow_key = key;
	struct sweep *sweep = context;

	sweep->seen += 1;
	if ((flow_is_over(value, flow_key->protocol, sweep->opening, sweep->now) ||
	     is_orphan(flow_key)) &&
	    bpf_map_delete_elem(map, flow_key) == 0)
		sweep->expired += 1;
	return 0;
}

SEC("syscall")
int sweep(void *context __attribute__((unused)))
{
	struct sweep established = {.now = bpf_ktime_get_ns()};
	struct sweep opening = {.now = established.now, .opening = 1};
	__u32 index = WORKLOAD_FLOWS_EXPIRED;
	__u32 zero = 0;

	bpf_for_each_map_elem(&flows, sweep_flow, &established, 0);
	bpf_for_each_map_elem(&opening_flows, sweep_flow, &opening, 0);

	struct sweep_result result = {
		.at = established.now,
		.flows = established.seen - established.expired,
		.opening_flows = opening.seen - opening.expired,
		.expired = established.expired + opening.expired,
	};
	__u64 *expired = bpf_map_lookup_elem(&workload_counters, &index);

	if (expired)
		*expired += result.expired;
	bpf_map_update_elem(&sweep_results, &zero, &result, BPF_ANY);
	return 0;
}
