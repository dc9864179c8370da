/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* early.h: what is done in front of the stack. What is not done here TC does, which decides alike.
 */
#ifndef WEIR_EARLY_H
#define WEIR_EARLY_H

#include "weir/deny.h"
#include "weir/plain.h"
#include "weir/xdp_frame.h"

/* By DSR l2, from the MAC of a node of our link: the backend is to be one of ours. */
static __always_inline bool is_handed(struct xdp_md *xdp, const struct work *work)
{
	struct ethhdr *ethernet = xdp_begin(xdp);
	struct mac_key from = {};

	if (work->service.mode != EXTERNAL_DSR_L2 || (void *)(ethernet + 1) > xdp_end(xdp))
		return false;
	__builtin_memcpy(from.mac, ethernet->h_source, sizeof(from.mac));
	return bpf_map_lookup_elem(&neighbour_nodes, &from);
}

/* For most packets to the node itself that is the end of it. */
static __always_inline bool is_frontend(const struct work *work)
{
	if (work->address_flags & SERVICE_ADDRESS_EXTERNAL)
		return true;
	const struct frontend_key key = {.port = work->tuple.destination_port,
					 .protocol = work->tuple.protocol};

	return nodeport(&key, work->packet.ipv6 ? 6 : 4);
}

/* A new flow that leaves for another node as it came, and its way there; false: not ours. */
static __always_inline bool flow_begins_early(struct xdp_md *xdp, struct work *work)
{
	/* One that has begun before may be netfilter's, which TC asks. */
	if (!work->packet.opens || !frontend_find(work) || work->service.mode == EXTERNAL_SNAT ||
	    !source_is_allowed(work) || is_handed(xdp, work) || !backend_choose(work) ||
	    work->backend.flags & SLOT_LOCAL)
		return false;
	flow_fill(work);
	work->way.path = path_of_mode(work);
	if (!path_keeps_packet(work->way.path))
		return false;
	flow_keep(work);
	return true;
}

/* By the routing table, as seen from where the packet came in. */
static __always_inline bool hop_of_pod(struct xdp_md *xdp, const struct work *work,
				       struct next_hop *hop)
{
	const struct address *to = &work->way.destination;
	struct bpf_fib_lookup fib = {.family = work->packet.ipv6 ? 10 : 2,
				     .ifindex = xdp->ingress_ifindex};

	if (work->packet.ipv6) {
		__builtin_memcpy(fib.ipv6_src, &work->node_address, sizeof(*to));
		__builtin_memcpy(fib.ipv6_dst, to, sizeof(*to));
	} else {
		fib.ipv4_src = ipv4_of(&work->node_address);
		fib.ipv4_dst = ipv4_of(to);
	}
	if (bpf_fib_lookup(xdp, &fib, sizeof(fib), 0) != BPF_FIB_LKUP_RET_SUCCESS)
		return false;
	hop->ifindex = fib.ifindex;
	__builtin_memcpy(hop->source_mac, fib.smac, ETH_ALEN);
	__builtin_memcpy(hop->destination_mac, fib.dmac, ETH_ALEN);
	return true;
}

/*
 * The way's next hop, where it is where the packet came in: another interface is TC's business. So
 * is a frame that was not sent to our MAC.
 */
static __always_inline bool hop_find(struct xdp_md *xdp, const struct work *work,
				     struct next_hop *hop)
{
	struct ethhdr *ethernet = xdp_begin(xdp);

	if (work->way.path == WIRE_IPIP) {
		if (!hop_of_pod(xdp, work, hop))
			return false;
	} else {
		struct next_hop *known = bpf_map_lookup_elem(&next_hops, &work->way.node);

		if (!known)
			return false;
		*hop = *known;
	}
	return hop->ifindex == xdp->ingress_ifindex && (void *)(ethernet + 1) <= xdp_end(xdp) &&
	       mac_equal(ethernet->h_dest, hop->source_mac);
}

/* RFC 1191: what is too much for the way is TC's, which tells the sender. */
static __always_inline bool fits_early(struct xdp_md *xdp, const struct work *work)
{
	__u32 overhead = work->way.path == WIRE_L2 ? 0 : tunnel_overhead(work);
	__u32 mtu = 0;

	return work->bytes + overhead <= ALWAYS_FITS || !bpf_check_mtu(xdp, 0, &mtu, overhead, 0);
}

/* work->way is set: the packet goes to the node that it names; false leaves it as it is. */
static __always_inline bool send_early(struct xdp_md *xdp, const struct work *work)
{
	struct next_hop hop;

	if (!hop_find(xdp, work, &hop) || !fits_early(xdp, work))
		return false;
	switch (work->way.path) {
	case WIRE_L2:
		return hand_over(xdp, work, &hop);
	case WIRE_IPIP:
		return ipip_push_early(xdp, work, &hop);
	default:
		return geneve_push_early(xdp, work, &hop);
	}
}

/* A packet for an address where Services answer. */
static __always_inline int serve_early(struct xdp_md *xdp, struct work *work)
{
	struct translation *known = bpf_map_lookup_elem(&opening_translations, &work->tuple);

	/* Flows that leave as they came have their entry there, and most packets are theirs. */
	if (!known && bpf_map_lookup_elem(&translations, &work->tuple))
		return XDP_PASS;
	if (!known && !is_frontend(work))
		return XDP_PASS;
	work->opening = true;
	known = flow_holds(work, translation_living(work, known));
	if (known) {
		if (!path_keeps_packet(known->path))
			return XDP_PASS;
		work->way = *known;
	} else if (!flow_begins_early(xdp, work)) {
		return XDP_PASS;
	}
	if (!send_early(xdp, work))
		return XDP_PASS;
	if (known)
		translation_touch(work, known);
	else
		flow_write(work);
	path_count(work->way.path, work->bytes);
	wire_count(WIRE_SENT_EARLY);
	return XDP_TX;
}

static __always_inline int early(struct xdp_md *xdp)
{
	void *begin = xdp_begin(xdp);
	void *end = xdp_end(xdp);
	struct ethhdr *ethernet = begin;
	struct glance glance;

	if ((void *)(ethernet + 1) > end || !glance_at(begin, end, ethernet->h_proto, &glance))
		return XDP_PASS;
	if (is_denied(&glance.source, DENY_EARLY)) {
		drop(end - begin, FROM_NETWORK, DROP_DENIED_SOURCE);
		return XDP_DROP;
	}
	__u32 flags = address_flags(&glance.destination);

	if (!(flags & (SERVICE_ADDRESS_NODE | SERVICE_ADDRESS_EXTERNAL)))
		return XDP_PASS;
	struct work *work =
		work_start(xdp->ingress_ifindex, ethernet->h_proto, FROM_NETWORK, ORIGIN_NETWORK);

	if (!work)
		return XDP_PASS;
	work->bytes = end - begin;
	work->address_flags = flags;
	if (is_for_peer(work) ||
	    !plain_parse(begin, end, ethernet->h_proto, work->bytes, &work->packet))
		return XDP_PASS;
	tuple_of(&work->packet, &work->tuple);
	return serve_early(xdp, work);
}

#endif
