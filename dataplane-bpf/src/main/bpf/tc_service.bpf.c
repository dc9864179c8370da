/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * tc_service: Services at the host's end of each pod's interface, for packets that no socket hook
 * has translated. In the chain of what leaves a pod: service_from_pod, the policy of tc_workload,
 * service_reply; of what goes to it: the policy, service_to_pod.
 */
#include "weir/wire.h"

char weir_license[] SEC("license") = "GPL";

/* A pod has no business with what nodes tell each other: masked as its node, it would be taken. */
static __always_inline bool is_tunnel(const struct work *work)
{
	return work->packet.flow.protocol == IPPROTO_UDP &&
	       work->packet.flow.remote_port == wire_config.tunnel_port;
}

/* What a pod sends to a Service gets a backend before policy judges it. */
SEC("tc")
int service_from_pod(struct __sk_buff *skb)
{
	struct glance glance;

	if (skb->tc_index)
		skb->tc_index = 0;
	if (!frame_glance(skb, &glance))
		return NEXT;
	__u32 flags = address_flags(&glance.destination);
	bool peer = flags == SERVICE_ADDRESS_PEER;

	if (peer && glance.protocol != IPPROTO_UDP)
		return NEXT;
	if (!flags && !is_in_service_range(&glance.destination))
		return NEXT;
	struct work *work = work_begin(skb, FROM_POD, ORIGIN_POD);

	if (!work || packet_parse(skb, &work->packet))
		return NEXT;
	if (flags & (SERVICE_ADDRESS_NODE | SERVICE_ADDRESS_PEER) && is_tunnel(work))
		return drop(work->bytes, FROM_POD, DROP_TUNNEL_SPOOFED);
	if (peer)
		return NEXT;
	work->address_flags = flags & ~SERVICE_ADDRESS_PEER;
	return serve(skb, work);
}

/* What a pod answers to those who are no pods of this node, once policy has let it pass. */
SEC("tc")
int service_reply(struct __sk_buff *skb)
{
	if (!interface_has(skb->ifindex, SERVES))
		return NEXT;
	struct work *work = work_begin(skb, FROM_POD, ORIGIN_POD);

	return work ? serve_answer(skb, work) : NEXT;
}

/* An answer to a pod that has sent to a Service. */
static __noinline int turn_back(struct __sk_buff *skb, struct work *work)
{
	if (!tuple_settle(skb, work))
		return NEXT;
	struct translation *known = translation_find(work);

	if (!known || !(known->flags & TRANSLATION_REPLY) || known->path != WIRE_POD)
		return NEXT;
	if (!work->related)
		translation_touch(work, known);
	work->way = *known;
	work->way.path = WIRE_STACK; /* it is where it goes */
	return translate(skb, work);
}

/*
 * A client that spoke to this pod through a Service now speaks to it directly, from the same port:
 * the answers are no longer the Service's.
 */
static __noinline int forget_stale(struct work *work)
{
	bool opening;

	if (work->packet.part == FRAGMENT_LATER ||
	    !(work->packet.opens || work->packet.flow.protocol == IPPROTO_UDP))
		return NEXT;
	tuple_of(&work->packet, &work->tuple);
	work->way.source = work->tuple.source;
	work->way.destination = work->tuple.destination;
	work->way.source_port = work->tuple.source_port;
	work->way.destination_port = work->tuple.destination_port;
	tuple_of_answers(&work->way, work->tuple.protocol, &work->answer);
	work->tuple = work->answer;
	struct translation *known = translation_of(&work->tuple, &opening);

	if (known && known->flags & TRANSLATION_REPLY) {
		translation_forget(work, known);
		wire_count(WIRE_STALE_FORGOTTEN);
	}
	return NEXT;
}

/* What goes to a pod, once policy has let it pass. */
SEC("tc")
int service_to_pod(struct __sk_buff *skb)
{
	bool asks = interface_has(skb->ifindex, ASKS);
	bool direct = interface_has(skb->ifindex, SERVES) && skb->tc_index != MARK_TRANSLATED;

	if (!asks && !direct)
		return NEXT;
	struct work *work = work_begin(skb, TO_POD, ORIGIN_POD);

	if (!work || packet_parse(skb, &work->packet))
		return NEXT;
	if (direct)
		forget_stale(work);
	return asks ? turn_back(skb, work) : NEXT;
}
