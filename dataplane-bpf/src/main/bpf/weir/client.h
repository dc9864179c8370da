/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* client.h: who is calling, and may he? */
#ifndef WEIR_CLIENT_H
#define WEIR_CLIENT_H

#include "weir/address.h"
#include "weir/maps.h"

/* A pod's cgroup lies 3 to 5 levels below the root; more where a node is itself a container. */
#define POD_LEVELS 16

/* The pod whose cgroup holds the running process; none for a process of the node. */
static __always_inline struct pod *client_pod(void)
{
	for (int level = 1; level <= POD_LEVELS; level++) {
		__u64 id = bpf_get_current_ancestor_cgroup_id(level);

		if (!id)
			return NULL;
		struct pod *pod = bpf_map_lookup_elem(&pods, &id);

		if (pod)
			return pod;
	}
	return NULL;
}

/* Does the calling pod balance by itself? Costs one array read while no pod does. */
static __always_inline bool client_opted_out(void)
{
	__u32 zero = 0;
	struct control *switches = bpf_map_lookup_elem(&control, &zero);

	if (!switches || !switches->opted_out_pods)
		return false;
	struct pod *pod = client_pod();

	return pod && pod->flags & POD_NO_SOCKET_LB;
}

/*
 * loadBalancerSourceRanges of a frontend. bound is the source that the socket is bound to, if any;
 * else a pod has one address to send from, and a process outside every pod is the node. Where the
 * node is inside, so is the VIP itself, which is what a local process may be bound to.
 */
static __always_inline bool client_in_ranges(const struct frontend *frontend,
					     const struct address *vip, const struct address *bound)
{
	bool node_allowed = frontend->flags & FRONTEND_NODE_ALLOWED;
	struct source_range_key key = {
		.prefix_length = 8 * (sizeof(key.set) + sizeof(key.address)),
		.set = frontend->source_ranges,
		.address = *bound,
	};

	if (address_is_unspecified(&key.address)) {
		struct pod *pod = client_pod();

		if (!pod)
			return node_allowed;
		key.address = address_is_ipv4(vip) ? pod->ipv4 : pod->ipv6;
		/* A pod in the host's network has no address of its own. */
		if (address_is_unspecified(&key.address))
			return node_allowed;
	}
	if (node_allowed && address_equal(&key.address, vip))
		return true;
	return bpf_map_lookup_elem(&source_ranges, &key) != NULL;
}

#endif
