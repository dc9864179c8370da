/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * wire.h: a packet's life where Services are translated; the hooks begin it. Functions that are not
 * static are verified once, by themselves.
 */
#ifndef WEIR_WIRE_H
#define WEIR_WIRE_H

#include "weir/fragments.h"
#include "weir/netfilter.h"
#include "weir/open.h"
#include "weir/parse.h"
#include "weir/related.h"

/*
 * skb->tc_index of packets that are translated, on their way to a pod of this node. Nobody else
 * writes it; what comes from outside this node's programs starts at 0.
 */
#define MARK_TRANSLATED 0x5745

/* Is the address of a ServiceCIDR? */
static __always_inline bool is_in_service_range(const struct address *address)
{
	for (__u32 i = 0; i < SERVICE_RANGES; i++) {
		__u32 index = i;
		struct service_range *range = bpf_map_lookup_elem(&service_ranges, &index);

		if (!range || !(range->mask.high | range->mask.low))
			return false;
		if ((address->high & range->mask.high) == range->network.high &&
		    (address->low & range->mask.low) == range->network.low)
			return true;
	}
	return false;
}

/* work->way is set: the packet is given it, and sent. Returns what the program returns. */
__noinline int translate(struct __sk_buff *skb, struct work *work)
{
	__u32 mtu;

	if (!work)
		return NEXT;
	if (!fits(skb, work, &mtu))
		return answer_with(skb, work, ANSWER_TOO_BIG, mtu, DROP_TOO_BIG);
	if (!path_keeps_packet(work->way.path)) {
		int reason = work->related ? related_rewrite(skb, work) : packet_rewrite(skb, work);

		if (reason)
			return drop(work->bytes, work->direction, reason);
	}
	if (work->way.path == WIRE_POD || work->way.path == WIRE_STACK)
		skb->tc_index = MARK_TRANSLATED;
	return send(skb, work);
}

/*
 * A flow comes in at another node than before, which may be because that one is gone: answers
 * follow. One that comes without a way back gets them straight.
 */
static __noinline int return_elsewhere(struct __sk_buff *skb, struct work *work,
				       struct translation *known)
{
	struct translation *back = translation_pair(work, known);

	known->node = work->return_node;
	if (!back || back->path == WIRE_POD)
		return 0;
	back->ifindex = work->return_node ? work->packet.flow.ifindex
					  : way_out(skb, work->packet.flow.ifindex,
						    &work->tuple.destination, &work->tuple.source);
	back->node = work->return_node;
	back->path = work->return_node ? WIRE_RETURN : WIRE_NEXT_HOP;
	return 0;
}

/* The packet is of a known flow: work->way is what it is to carry. */
static __noinline bool flow_continues(struct __sk_buff *skb, struct work *work)
{
	struct translation *known = flow_holds(work, translation_find(work));

	if (!known)
		return false;
	if (work->origin >= ORIGIN_NETWORK && known->node != work->return_node &&
	    !(known->flags & (TRANSLATION_REPLY | TRANSLATION_ONE_WAY)))
		return_elsewhere(skb, work, known);
	if (!work->related)
		translation_touch(work, known);
	work->way = *known;
	return true;
}

/* No Service has the port. */
static __always_inline int unserved(const struct work *work)
{
	if (work->address_flags & SERVICE_ADDRESS_CLUSTER_IP)
		return DROP_UNUSED_PORT;
	return work->address_flags ? PASS_ON : DROP_UNUSED_ADDRESS;
}

/*
 * By DSR l2: to another node's address, or from the MAC of a node of our link. What comes from
 * there to our own address is of that node's pods.
 */
static __always_inline bool is_handed(struct __sk_buff *skb, const struct work *work)
{
	struct mac_key from = {};

	if (work->origin != ORIGIN_NETWORK)
		return false;
	if (is_for_peer(work))
		return true;
	return work->service.mode == EXTERNAL_DSR_L2 &&
	       !(work->address_flags & SERVICE_ADDRESS_NODE) &&
	       !bpf_skb_load_bytes(skb, ETH_ALEN, from.mac, sizeof(from.mac)) &&
	       bpf_map_lookup_elem(&neighbour_nodes, &from);
}

/* A packet of no known flow: PASS_ON, an enum drop_reason, or work->way is set. */
__noinline int flow_begins(struct __sk_buff *skb, struct work *work)
{
	if (!work)
		return PASS_ON;
	if (work->origin == ORIGIN_TUNNEL)
		return wire_flow_open(skb, work);
	if (wire_config.draining)
		return PASS_ON;
	if (!protocol_has_ports(work->tuple.protocol) || !frontend_find(work))
		return unserved(work);
	if (!work->packet.opens && is_netfilters(skb, work))
		return PASS_ON;
	if (!source_is_allowed(work))
		return DROP_SOURCE_RANGE;
	if (work->packet.tcp_flags & TCP_RST)
		return PASS_ON;
	work->handed = is_handed(skb, work);
	if (!backend_choose(work))
		return work->service.flags & FRONTEND_ELSEWHERE ? DROP_SERVICE_NO_LOCAL
								: DROP_SERVICE_REFUSED;
	return wire_flow_open(skb, work);
}

/* Ports of later fragments; the flow's tuple, also of one that an ICMP error is about. */
static __always_inline bool tuple_settle(struct __sk_buff *skb, struct work *work)
{
	if (work->packet.part != FRAGMENT_NONE && fragment_settle(&work->packet, work->now, false))
		return false;
	tuple_of(&work->packet, &work->tuple);
	if (!is_icmp_error(&work->packet))
		return true;
	work->related = related_tuple(skb, work);
	return work->related;
}

/* May this packet of a pod go where it is sent, past the check of its source? */
static __always_inline bool is_own_source(const struct work *work)
{
	struct local_pod *pod = local_pod(&work->tuple.source);

	return pod && pod->ifindex == work->packet.flow.ifindex;
}

/* A packet to an address where Services answer. Returns what the program returns. */
__noinline int serve(struct __sk_buff *skb, struct work *work)
{
	int reason;

	if (!work)
		return NEXT;
	if (!tuple_settle(skb, work))
		return NEXT;
	if (flow_continues(skb, work)) {
		if (work->origin == ORIGIN_POD && work->way.flags & TRANSLATION_REPLY &&
		    !(work->way.path == WIRE_PEER && is_own_source(work)))
			return NEXT;
		return translate(skb, work);
	}
	reason = work->related ? PASS_ON : flow_begins(skb, work);
	switch (reason) {
	case DROP_NONE:
		return translate(skb, work);
	case PASS_ON:
		return NEXT;
	case DROP_SERVICE_REFUSED:
	case DROP_UNUSED_PORT:
		return answer_with(skb, work, ANSWER_REFUSED, 0, reason);
	default:
		return drop(work->bytes, work->direction, reason);
	}
}

/* An answer of a backend of this node, to whom is no pod of it: it gets the frontend's address. */
__noinline int serve_answer(struct __sk_buff *skb, struct work *work)
{
	if (!work)
		return NEXT;
	if (packet_parse(skb, &work->packet) || !tuple_settle(skb, work))
		return NEXT;
	struct translation *known = translation_find(work);

	if (!known || !(known->flags & TRANSLATION_REPLY) || known->path == WIRE_POD ||
	    known->path == WIRE_PEER)
		return NEXT;
	if (!work->related)
		translation_touch(work, known);
	work->way = *known;
	return translate(skb, work);
}

#endif
