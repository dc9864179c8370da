/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* service.h: from where a client sends to the Service behind it, and to one of its backends. */
#ifndef WEIR_SERVICE_H
#define WEIR_SERVICE_H

#include "weir/address.h"
#include "weir/maps.h"

#define NANOSECONDS 1000000000ULL

static __always_inline struct frontend *nodeport(const struct frontend_key *at, __u8 family)
{
	struct nodeport_key key = {.port = at->port, .protocol = at->protocol, .family = family};

	return bpf_map_lookup_elem(&nodeports, &key);
}

/*
 * Copies what stands behind an address; false if it is no frontend. A copy, because the map may
 * give the element to another key as soon as an update frees it. The four-byte key of nodeports is
 * asked before node_addresses: for most ports that is the end of it.
 */
static __always_inline bool service_find(const struct frontend_key *to, struct frontend *service)
{
	struct frontend *found = bpf_map_lookup_elem(&frontends, to);

	if (!found) {
		found = nodeport(to, address_is_ipv4(&to->address) ? 4 : 6);
		if (!found || !bpf_map_lookup_elem(&node_addresses, &to->address))
			return false;
	}
	*service = *found;
	return true;
}

/* Is the backend one of the service's, in one of the sets that flags (enum member_flags) name? */
static __always_inline bool service_has(__u32 service_id, const struct address *address,
					__be16 port, __u32 flags)
{
	struct member_key key = {.address = *address, .service_id = service_id, .port = port};
	struct member *member = bpf_map_lookup_elem(&members, &key);

	return member && member->flags & flags;
}

enum affinity_state {
	AFFINITY_NONE = 0,   /* never heard of the client, or its backend is gone */
	AFFINITY_LAPSED = 1, /* it has been away for longer than the Service asks for */
	AFFINITY_HOLDS = 2,
};

/* Copies the backend that this client had, if it is recent and in the set in force now. */
static __always_inline enum affinity_state affinity_recall(const struct affinity_key *key,
							   const struct frontend *service,
							   __u32 set, struct slot *backend)
{
	struct affinity *known = bpf_map_lookup_elem(&affinity, key);

	if (!known)
		return AFFINITY_NONE;
	*backend = known->backend;
	__u64 valid_until = known->last_used + service->affinity_seconds * NANOSECONDS;
	__u64 now = bpf_ktime_get_ns();

	if (now > valid_until)
		return AFFINITY_LAPSED;
	if (!service_has(key->service_id, &backend->address, backend->port, set))
		return AFFINITY_NONE;
	known->last_used = now;
	return AFFINITY_HOLDS;
}

static __always_inline bool random_slot(__u32 base, __u32 count, struct slot *backend)
{
	/* Scaled, not taken modulo: the bias is below count / 2^32. */
	__u32 index = base + (((__u64)bpf_get_prandom_u32() * count) >> 32);
	struct slot *slot = bpf_map_lookup_elem(&slots, &index);

	if (!slot)
		return false;
	*backend = *slot;
	return true;
}

/* Copies a backend for a new flow of a local client; false if there is none. */
static __always_inline bool service_choose(const struct frontend *service, __u64 netns_cookie,
					   struct slot *backend)
{
	bool local = service->flags & FRONTEND_INTERNAL_LOCAL;
	__u32 count = local ? service->local_count : service->cluster_count;
	__u32 base = service->slot_base + (local ? service->local_offset : 0);

	if (!count)
		return false;
	if (!service->affinity_seconds)
		return random_slot(base, count, backend);

	struct affinity_key key = {
		.client = {.high = AFFINITY_NETNS, .low = bpf_cpu_to_be64(netns_cookie)},
		.service_id = service->service_id,
	};

	if (affinity_recall(&key, service, local ? MEMBER_LOCAL : MEMBER_CLUSTER, backend) ==
	    AFFINITY_HOLDS)
		return true;
	if (!random_slot(base, count, backend))
		return false;
	struct affinity record = {.backend = *backend, .last_used = bpf_ktime_get_ns()};

	bpf_map_update_elem(&affinity, &key, &record, BPF_ANY);
	return true;
}

#endif
