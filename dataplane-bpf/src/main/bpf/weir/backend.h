/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* backend.h: which Service a packet on the wire is for, and which backend its flow gets. */
#ifndef WEIR_BACKEND_H
#define WEIR_BACKEND_H

#include "weir/maglev.h"
#include "weir/service.h"

static __always_inline bool is_external(const struct frontend *service)
{
	return service->kind != FRONTEND_CLUSTER_IP;
}

/* Copies what stands behind the packet's destination; false if it is no frontend. */
static __always_inline bool frontend_find(struct work *work)
{
	struct frontend_key key = {.address = work->tuple.destination,
				   .port = work->tuple.destination_port,
				   .protocol = work->tuple.protocol};
	struct frontend *found = bpf_map_lookup_elem(&frontends, &key);

	if (!found && work->address_flags & (SERVICE_ADDRESS_NODE | SERVICE_ADDRESS_PEER))
		found = nodeport(&key, work->packet.ipv6 ? 6 : 4);
	if (!found)
		return false;
	work->service = *found;
	return true;
}

/* loadBalancerSourceRanges. Where the node is inside, the VIP itself is: see client.h. */
static __always_inline bool source_is_allowed(const struct work *work)
{
	const struct frontend *service = &work->service;
	struct source_range_key key = {
		.prefix_length = 8 * (sizeof(key.set) + sizeof(key.address)),
		.set = service->source_ranges,
		.address = work->tuple.source,
	};

	if (!(service->flags & FRONTEND_SOURCE_RANGES))
		return true;
	if (service->flags & FRONTEND_NODE_ALLOWED &&
	    (work->origin == ORIGIN_NODE || address_equal(&key.address, &work->tuple.destination)))
		return true;
	return bpf_map_lookup_elem(&source_ranges, &key) != NULL;
}

/*
 * Which set is the sender's? A pod or the node itself that sends to an external address has come no
 * further than its own node: policy Local is about others (FE-17 c).
 */
static __always_inline bool wants_local(const struct work *work)
{
	const struct frontend *service = &work->service;

	if (work->handed)
		return true;
	if (!is_external(service))
		return service->flags & FRONTEND_INTERNAL_LOCAL;
	return work->origin == ORIGIN_NETWORK && service->flags & FRONTEND_EXTERNAL_LOCAL;
}

static __always_inline bool slot_at(__u32 index, struct slot *backend)
{
	struct slot *slot = bpf_map_lookup_elem(&slots, &index);

	if (!slot)
		return false;
	*backend = *slot;
	return true;
}

/* A backend for a flow from outside: every node's choice, where the set is every node's. */
static __always_inline bool external_slot(struct work *work, bool local, __u32 count)
{
	const struct frontend *service = &work->service;
	__u32 hash = flow_hash(&work->tuple, service->affinity_seconds);
	__u32 first = local ? service->local_offset : 0;
	__u32 offset = first + (((__u64)hash * count) >> 32);

	/* Who hands a packet over means a backend of this node: that of the table, if it is here.
	 */
	if (service->maglev_size && (!local || work->handed)) {
		__u32 chosen;

		if (maglev_offset(service, hash, &chosen) &&
		    (!local || (chosen >= first && chosen - first < count)))
			offset = chosen;
	}
	return slot_at(service->slot_base + offset, &work->backend);
}

/*
 * Copies a backend for a new flow; false if the sender's set is empty. Whose affinity has lapsed
 * draws anew, as with kube-proxy: the table would give him the same one for ever.
 */
static __always_inline bool backend_choose(struct work *work)
{
	const struct frontend *service = &work->service;
	bool local = wants_local(work);
	__u32 count = local ? service->local_count : service->cluster_count;
	__u32 base = service->slot_base + (local ? service->local_offset : 0);
	struct affinity_key key = {.client = work->tuple.source, .service_id = service->service_id};
	enum affinity_state state = AFFINITY_NONE;

	if (!count)
		return false;
	if (service->affinity_seconds)
		state = affinity_recall(&key, service, local ? MEMBER_LOCAL : MEMBER_CLUSTER,
					&work->backend);
	if (state == AFFINITY_HOLDS)
		return true;
	if (is_external(service) && work->origin == ORIGIN_NETWORK && state == AFFINITY_NONE
		    ? !external_slot(work, local, count)
		    : !random_slot(base, count, &work->backend))
		return false;
	if (service->affinity_seconds) {
		struct affinity record = {.backend = work->backend,
					  .last_used = bpf_ktime_get_ns()};

		bpf_map_update_elem(&affinity, &key, &record, BPF_ANY);
	}
	return true;
}

#endif
