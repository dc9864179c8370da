/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * conntrack.h: flows at an endpoint. Policy decides on a flow when it begins, and again when policy
 * has changed; between, packets of both directions pass.
 */
#ifndef WEIR_CONNTRACK_H
#define WEIR_CONNTRACK_H

#include "weir/drop.h"
#include "weir/policy.h"
#include "weir/timeout.h"

#include <bpf/bpf_helpers.h>

/* What is in force at the endpoint, and the moment: one reading for the whole packet. */
struct moment {
	__u64 now;
	__u64 enforced_since;
	__u32 ingress_set;
	__u32 egress_set;
	__u32 audit_ingress_set;
	__u32 audit_egress_set;
	__u32 endpoint_epoch;
	__u32 node_epoch;
	__u32 bytes;
	__u8 own_node; /* the packet was made by the node, and is on its way to the pod */
	__u8 dry;      /* nothing may be written */
	__u8 checked;  /* what leaves must carry the pod's addresses */
	__u8 pad;
};

/* The question that a flow of this direction is to its endpoint's set. */
static __always_inline void ask(const struct packet *packet, const struct moment *moment,
				bool to_pod, bool own_node, struct question *question)
{
	__be16 port = to_pod ? packet->flow.local_port : packet->flow.remote_port;

	question->remote = packet->flow.remote;
	question->set = to_pod ? moment->ingress_set : moment->egress_set;
	question->port = protocol_has_ports(packet->flow.protocol) ? port : 0;
	question->protocol = packet->flow.protocol;
	question->own_node = to_pod && own_node;
}

/* Finds a flow whose time is not over. One whose time is, and that no sweep has met yet, goes. */
static __always_inline struct flow *flow_find(const struct flow_key *key,
					      const struct moment *moment, bool *opening)
{
	struct flow *flow = bpf_map_lookup_elem(&flows, key);

	*opening = false;
	if (flow) {
		if (!flow_is_over(flow, key->protocol, false, moment->now))
			return flow;
		if (!moment->dry)
			bpf_map_delete_elem(&flows, key);
	}
	flow = bpf_map_lookup_elem(&opening_flows, key);
	*opening = true;
	return flow && !flow_is_over(flow, key->protocol, true, moment->now) ? flow : NULL;
}

static __always_inline void flow_stamp(struct flow *flow, const struct moment *moment,
				       const struct question *question,
				       const struct judgement *judgement)
{
	flow->set = question->set;
	flow->endpoint_epoch = moment->endpoint_epoch;
	flow->node_epoch = moment->node_epoch;
	flow->counter = judgement->counter;
	flow->rule = judgement->rule;
}

/* Records a flow that was allowed. One of the same addresses and ports gives way. */
static __noinline enum drop_reason flow_open(const struct packet *packet,
					     const struct moment *moment,
					     const struct question *question,
					     const struct judgement *judgement, __u8 flags)
{
	bool reply = packet->to_pod != !!(flags & FLOW_TO_POD);
	struct flow_key key = packet->flow;
	struct flow flow = {
		.created = moment->now,
		.last_seen = moment->now,
		.original_packets = !reply,
		.original_bytes = reply ? 0 : moment->bytes,
		.reply_packets = reply,
		.reply_bytes = reply ? moment->bytes : 0,
		.flags = flags | (reply ? FLOW_ANSWERED : 0),
	};

	flow_stamp(&flow, moment, question, judgement);
	if (bpf_map_update_elem(&opening_flows, &key, &flow, BPF_ANY))
		return DROP_FLOWS_FULL;
	count(WORKLOAD_FLOWS_OPENED);
	if (flags & FLOW_ADOPTED)
		count(WORKLOAD_FLOWS_ADOPTED);
	return DROP_NONE;
}

/*
 * May a packet be of a connection that began before the endpoint was enforced? TCP without SYN
 * begins none; any other packet could pass for an answer that nobody asked for.
 */
static __always_inline bool may_be_older(const struct packet *packet, const struct moment *moment)
{
	return packet->flow.protocol == IPPROTO_TCP && !packet->opens && moment->enforced_since &&
	       moment->now < moment->enforced_since + timeouts.adopt_tcp;
}

/*
 * What the set says that counts audited policies too: told and counted, not enforced. The stack is
 * small: judgements take turns in one place.
 */
static __always_inline __u32 audit(struct question *question, __u32 set,
				   struct judgement *judgement)
{
	__u32 enforced = question->set;

	question->set = set;
	judgement->audit_reason = judge(question, judgement);
	judgement->audit_rule = judgement->rule;
	question->set = enforced;
	return judgement->counter;
}

/*
 * A packet of no known flow, or one that begins a connection. During the first time of an
 * endpoint's enforcement it may also be the answer in a flow that policy allows the other side to
 * open.
 */
static __always_inline enum drop_reason
flow_begin(const struct packet *packet, const struct moment *moment, struct judgement *judgement)
{
	__u32 audit_set = packet->to_pod ? moment->audit_ingress_set : moment->audit_egress_set;
	__u8 flags = packet->to_pod ? FLOW_TO_POD : 0;
	__u32 audit_counter = 0;
	struct question question;

	ask(packet, moment, packet->to_pod, moment->own_node, &question);
	if (audit_set != question.set)
		audit_counter = audit(&question, audit_set, judgement);
	enum drop_reason reason = judge(&question, judgement);

	if (reason && may_be_older(packet, moment)) {
		ask(packet, moment, !packet->to_pod, false, &question);
		if (judge(&question, judgement) == DROP_NONE) {
			flags = FLOW_ADOPTED | (packet->to_pod ? 0 : FLOW_TO_POD);
			reason = DROP_NONE;
		} else {
			ask(packet, moment, packet->to_pod, moment->own_node, &question);
			reason = judge(&question, judgement);
		}
	}
	if (moment->dry)
		return reason;
	count_rule(judgement->counter, moment->bytes);
	if (reason)
		return reason;
	if (judgement->audit_reason) {
		count(WORKLOAD_WOULD_DENY);
		count_rule(audit_counter, moment->bytes);
	}
	if (packet->to_pod && moment->own_node)
		flags |= FLOW_OWN_NODE;
	return flow_open(packet, moment, &question, judgement, flags);
}

#endif
