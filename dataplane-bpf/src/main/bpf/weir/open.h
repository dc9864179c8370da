/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* open.h: a flow that is new: what its packets are to carry, both ways, and where they go. */
#ifndef WEIR_OPEN_H
#define WEIR_OPEN_H

#include "weir/flow.h"
#include "weir/send.h"

/* What wire_interfaces remembers of an interface. */
enum interface_mark { SERVES = 1, ASKS = 2 };

static __always_inline bool is_own_node(const struct address *address)
{
	struct service_address *known = bpf_map_lookup_elem(&service_addresses, address);

	return known && known->flags & SERVICE_ADDRESS_NODE;
}

/* The source becomes an address of this node; the port follows when the flow is recorded. */
static __always_inline enum drop_reason snat(struct work *work)
{
	if (!(work->node_address.high | work->node_address.low))
		return DROP_SNAT_PORTS_FULL;
	work->way.source = work->node_address;
	work->way.flags |= TRANSLATION_SNAT;
	work->back.flags |= TRANSLATION_SNAT;
	return DROP_NONE;
}

/*
 * A client that is a pod of this node: its packets are routed as any others, and its answers are
 * turned back at its own interface. One that got itself as backend would take packets from its own
 * address for forged: it sees the node's, and nothing between (FE-20).
 */
static __always_inline enum drop_reason open_for_pod(struct work *work)
{
	struct local_pod *pod = local_pod(&work->backend.address);
	bool itself = pod && pod->ifindex == work->packet.flow.ifindex &&
		      address_equal(&work->backend.address, &work->tuple.source);

	interface_mark(work->packet.flow.ifindex, ASKS);
	work->way.path = itself ? WIRE_PEER : WIRE_STACK;
	work->back.path = itself ? WIRE_PEER : WIRE_POD;
	return itself ? snat(work) : DROP_NONE;
}

/*
 * The node itself answers one of its own pods, which has asked by another node: that answer passes
 * nothing but the pod's own interface.
 */
static __always_inline bool open_for_asker(struct work *work)
{
	struct local_pod *client = local_pod(&work->tuple.source);

	if (!client)
		return false;
	interface_mark(client->ifindex, ASKS);
	work->way.path = WIRE_STACK;
	work->way.node = work->return_node;
	work->back.path = WIRE_POD;
	return true;
}

/* A backend of this node, for a client that is none of its pods, or has asked by another node. */
static __always_inline enum drop_reason open_here(struct __sk_buff *skb, struct work *work)
{
	struct local_pod *pod = local_pod(&work->backend.address);

	if (!pod && !is_own_node(&work->backend.address))
		return DROP_SERVICE_NO_LOCAL;
	if (!pod && open_for_asker(work))
		return DROP_NONE;
	interface_mark(pod ? pod->ifindex : work->packet.flow.ifindex, SERVES);
	work->way.path = pod ? WIRE_POD : WIRE_STACK;
	if (work->origin == ORIGIN_NODE) {
		work->back.path = WIRE_STACK;
		return DROP_NONE;
	}
	work->way.flags |= TRANSLATION_EXTERNAL;
	work->back.flags |= TRANSLATION_EXTERNAL;
	work->way.node = work->back.node = work->return_node;
	work->back.path = work->return_node ? WIRE_RETURN : WIRE_NEXT_HOP;
	work->back.ifindex = work->packet.flow.ifindex;
	if (!work->return_node) {
		__u32 ifindex = way_out(skb, work->packet.flow.ifindex, &work->tuple.destination,
					&work->tuple.source);

		work->back.ifindex = ifindex ? ifindex : work->packet.flow.ifindex;
	}
	return DROP_NONE;
}

static __always_inline __u32 way_to_node(struct __sk_buff *skb, struct work *work)
{
	struct wire_node *node = bpf_map_lookup_elem(&wire_nodes, &work->backend.node);
	struct next_hop *hop = bpf_map_lookup_elem(&next_hops, &work->backend.node);

	if (hop && work->way.path != WIRE_IPIP)
		return hop->ifindex;
	if (work->way.path == WIRE_IPIP || !node)
		return way_out(skb, work->packet.flow.ifindex, &work->node_address,
			       &work->backend.address);
	return way_out(skb, work->packet.flow.ifindex, &work->node_address,
		       work->packet.ipv6 ? &node->ipv6 : &node->ipv4);
}

/* A backend of another node, for a client from outside, or for this node itself. */
static __always_inline enum drop_reason open_elsewhere(struct __sk_buff *skb, struct work *work)
{
	enum drop_reason reason = DROP_NONE;

	if (work->handed)
		return DROP_SERVICE_NO_LOCAL;
	work->way.path = work->origin == ORIGIN_NODE ? WIRE_NEXT_HOP : path_of_mode(work);
	if (path_keeps_packet(work->way.path)) {
		flow_keep(work);
		work->way.ifindex = way_to_node(skb, work);
		return DROP_NONE;
	}
	work->way.ifindex = way_out(skb, work->packet.flow.ifindex, &work->node_address,
				    &work->backend.address);
	if (!work->way.ifindex)
		work->way.path = WIRE_STACK;
	if (work->origin == ORIGIN_NODE) {
		work->back.path = WIRE_STACK;
		return DROP_NONE;
	}
	if (work->service.mode != EXTERNAL_SNAT && !is_own_client(work))
		wire_count(WIRE_NODE_SILENT);
	reason = snat(work);
	work->way.flags |= TRANSLATION_EXTERNAL;
	work->back.flags |= TRANSLATION_EXTERNAL;
	work->back.path = WIRE_NEXT_HOP;
	work->back.ifindex = way_out(skb, work->packet.flow.ifindex, &work->tuple.destination,
				     &work->tuple.source);
	return reason;
}

/* work->backend is chosen. A function of its own, verified once; returns an enum drop_reason. */
__noinline int wire_flow_open(struct __sk_buff *skb, struct work *work)
{
	enum drop_reason reason;

	if (!work)
		return DROP_REWRITE;
	flow_fill(work);
	if (work->origin == ORIGIN_POD)
		reason = open_for_pod(work);
	else if (work->origin == ORIGIN_TUNNEL || work->backend.flags & SLOT_LOCAL)
		reason = open_here(skb, work);
	else
		reason = open_elsewhere(skb, work);
	return reason ? reason : flow_record(work);
}

#endif
