/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * flow.h: which flow a packet belongs to, and how a new one goes: what TC and XDP decide alike.
 * Nothing here touches the packet.
 */
#ifndef WEIR_FLOW_H
#define WEIR_FLOW_H

#include "weir/backend.h"
#include "weir/record.h"

static __always_inline __u32 address_flags(const struct address *address)
{
	struct service_address *known = bpf_map_lookup_elem(&service_addresses, address);

	return known ? known->flags : 0;
}

/* Is the packet for an address of another node? By DSR l2 that one has handed it to us. */
static __always_inline bool is_for_peer(const struct work *work)
{
	return work->address_flags & SERVICE_ADDRESS_PEER &&
	       !(work->address_flags & SERVICE_ADDRESS_NODE);
}

/* What a translation depends on may have changed since it began. */
static __noinline bool is_outdated(struct work *work, struct translation *known)
{
	/*
	 * Somebody accepts a connection from a port that a flow of ours had until it ended: it is
	 * one of the node's own, or of its netfilter, which takes ports as it likes.
	 */
	if (known->flags & TRANSLATION_REPLY)
		return work->packet.tcp_flags & TCP_SYN &&
		       translation_is_finished(known, translation_pair(work, known));
	if (work->origin == ORIGIN_TUNNEL)
		return !address_equal(&known->destination, &work->backend.address) ||
		       known->destination_port != work->backend.port;
	if (work->packet.opens) {
		struct translation *other = translation_pair(work, known);

		return translation_is_finished(known, other) ||
		       (!other && !(known->flags & TRANSLATION_ONE_WAY));
	}
	if (work->tuple.protocol != IPPROTO_UDP || known->backends == work->backends)
		return false;
	known->backends = work->backends;
	if (!known->service_id || service_has(known->service_id, &known->destination,
					      known->destination_port, MEMBER_SERVING))
		return false;
	wire_count(WIRE_FLOWS_RESELECTED);
	return true;
}

/* The same entry, if what it says still holds. */
static __always_inline struct translation *flow_holds(struct work *work, struct translation *known)
{
	if (!known || work->related || !is_outdated(work, known))
		return known;
	translation_forget(work, known);
	return NULL;
}

/* The packet stays as it is on these: whoever gets it translates it. */
static __always_inline bool path_keeps_packet(__u8 path)
{
	return path == WIRE_L2 || path == WIRE_GENEVE || path == WIRE_IPIP || path == WIRE_FORWARD;
}

/* Does the node take tunnels of ours? It may have no agent yet, or something drops them. */
static __always_inline bool takes_tunnels(const struct work *work, const struct wire_node *node)
{
	return bpf_map_lookup_elem(&tunnel_answers,
				   work->packet.ipv6 ? &node->ipv6 : &node->ipv4) != NULL;
}

/* A node that answers itself by way of this one: packets from its own address it takes for forged.
 */
static __always_inline bool is_own_client(const struct work *work)
{
	return address_equal(&work->tuple.source, &work->backend.address);
}

/* How a mode reaches another node; one that cannot be had gives way to what can. */
static __always_inline enum wire_path path_of_mode(const struct work *work)
{
	__u32 node = work->backend.node;
	struct wire_node *to = bpf_map_lookup_elem(&wire_nodes, &node);

	if (!node || !to || work->service.mode == EXTERNAL_SNAT || !takes_tunnels(work, to) ||
	    is_own_client(work))
		return WIRE_NEXT_HOP;
	switch (work->service.mode) {
	case EXTERNAL_FORWARD:
		return WIRE_FORWARD;
	case EXTERNAL_DSR_L2: /* the port is not told: it must be every node's choice */
		return bpf_map_lookup_elem(&next_hops, &node) ? WIRE_L2 : WIRE_GENEVE;
	case EXTERNAL_DSR_GENEVE:
		return WIRE_GENEVE;
	case EXTERNAL_DSR_IPIP: /* a node takes what is wrapped so for its pods only */
		return address_flags(&work->backend.address) & SERVICE_ADDRESS_PEER ? WIRE_GENEVE
										    : WIRE_IPIP;
	default:
		return WIRE_NEXT_HOP;
	}
}

/* A new flow to work->backend: what its packets and its answers are to carry. */
static __always_inline void flow_fill(struct work *work)
{
	struct translation *way = &work->way;
	struct translation *back = &work->back;

	__builtin_memset(way, 0, sizeof(*way));
	__builtin_memset(back, 0, sizeof(*back));
	way->source = back->destination = work->tuple.source;
	way->source_port = back->destination_port = work->tuple.source_port;
	way->destination = work->backend.address;
	way->destination_port = work->backend.port;
	back->source = work->tuple.destination;
	back->source_port = work->tuple.destination_port;
	way->service_id = back->service_id = work->service.service_id;
	way->created = back->created = way->last_seen = back->last_seen = work->now;
	way->backends = back->backends = work->backends;
	way->packets = 1;
	way->bytes = work->bytes;
	back->flags = TRANSLATION_REPLY;
}

/* It goes to another node as it is, which answers by a way of its own. */
static __always_inline void flow_keep(struct work *work)
{
	work->way.flags |= TRANSLATION_ONE_WAY | TRANSLATION_EXTERNAL;
	work->way.node = work->backend.node;
}

#endif
