/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* known.h: packets of flows that are known already, and the errors about them. */
#ifndef WEIR_KNOWN_H
#define WEIR_KNOWN_H

#include "weir/conntrack.h"
#include "weir/parse.h"

/*
 * Policy has changed since the flow was judged: it is judged again, in the direction in which it
 * began. One that is denied stays, marked: forgotten, the other side's next packet would begin it
 * anew, in the other direction.
 */
static __always_inline enum drop_reason flow_judge_again(const struct packet *packet,
							 const struct moment *moment,
							 struct flow *flow,
							 struct judgement *judgement)
{
	struct question question;

	ask(packet, moment, flow->flags & FLOW_TO_POD, flow->flags & FLOW_OWN_NODE, &question);
	enum drop_reason reason = judge(&question, judgement);

	/* Rules that are missing may come: the next packet asks again. */
	if (moment->dry || reason == DROP_RULES_MISSING)
		return reason;
	flow_stamp(flow, moment, &question, judgement);
	count(WORKLOAD_FLOWS_REJUDGED);
	if (reason && !(flow->flags & FLOW_CUT))
		count(WORKLOAD_FLOWS_CUT);
	flow->flags = reason ? flow->flags | FLOW_CUT : flow->flags & ~FLOW_CUT;
	return reason;
}

static __always_inline enum drop_reason cut_reason(const struct flow *flow)
{
	if (flow->set == SET_CLOSED)
		return DROP_ENDPOINT_CLOSED;
	return flow->rule == RULE_DEFAULT ? DROP_ISOLATED : DROP_DENY_RULE;
}

/* Does policy still allow a flow that is known? */
static __always_inline enum drop_reason flow_verdict(const struct packet *packet,
						     const struct moment *moment, struct flow *flow,
						     struct judgement *judgement)
{
	judgement->path = PATH_KNOWN_FLOW;
	judgement->rule = flow->rule;
	judgement->set = flow->set;
	if (flow->endpoint_epoch != moment->endpoint_epoch ||
	    flow->node_epoch != moment->node_epoch)
		return flow_judge_again(packet, moment, flow, judgement);
	return flow->flags & FLOW_CUT ? cut_reason(flow) : DROP_NONE;
}

/* Counts a packet in, and remembers what it did to the connection. */
static __always_inline void flow_touch(const struct packet *packet, const struct moment *moment,
				       struct flow *flow, bool reply)
{
	__u8 flags = flow->flags;

	if (reply) {
		flags |= FLOW_ANSWERED;
		flow->reply_packets += 1;
		flow->reply_bytes += moment->bytes;
	} else {
		flow->original_packets += 1;
		flow->original_bytes += moment->bytes;
	}
	if (packet->tcp_flags & TCP_FIN)
		flags |= reply ? FLOW_FIN_REPLY : FLOW_FIN_ORIGINAL;
	if (packet->tcp_flags & TCP_RST)
		flags |= FLOW_RESET;
	if (flags != flow->flags)
		flow->flags = flags;
	flow->last_seen = moment->now;
	count_rule(flow->counter, moment->bytes);
}

/* The opener has heard the answer: from now on no flood of others can push the flow out. */
static __always_inline enum drop_reason flow_promote(const struct flow_key *key, struct flow *flow)
{
	long error = bpf_map_update_elem(&flows, key, flow, BPF_NOEXIST);

	if (error && error != -17 /* EEXIST: another CPU did it */)
		return DROP_FLOWS_FULL;
	bpf_map_delete_elem(&opening_flows, key);
	return DROP_NONE;
}

static __always_inline enum drop_reason flow_continue(const struct packet *packet,
						      const struct moment *moment,
						      struct flow *flow, bool opening,
						      struct judgement *judgement)
{
	bool reply = packet->to_pod != !!(flow->flags & FLOW_TO_POD);
	enum drop_reason reason = flow_verdict(packet, moment, flow, judgement);

	if (moment->dry)
		return reason;
	if (reason) {
		/* Its TCP connection may well try for longer than we remember it. */
		if (packet->flow.protocol == IPPROTO_TCP)
			flow->last_seen = moment->now;
		count_rule(flow->counter, moment->bytes);
		return reason;
	}
	flow_touch(packet, moment, flow, reply);
	if (opening && !reply && (flow->flags & (FLOW_ANSWERED | FLOW_RESET)) == FLOW_ANSWERED)
		return flow_promote(&packet->flow, flow);
	return DROP_NONE;
}

/*
 * An ICMP error quotes the packet it is about, which went the other way, and goes to whom that came
 * from. Where that is of a flow of this endpoint, the error is taken as a packet of the same.
 */
static __noinline bool is_related(struct __sk_buff *skb, struct packet *packet,
				  const struct moment *moment)
{
	struct packet quoted = {.to_pod = !packet->to_pod, .flow.ifindex = packet->flow.ifindex};
	bool opening;

	if (packet_parse_quoted(skb, packet->transport + 8, &quoted) ||
	    quoted.part == FRAGMENT_LATER ||
	    !address_equal(packet_source(&quoted), packet_destination(packet)) ||
	    !flow_find(&quoted.flow, moment, &opening))
		return false;
	packet->flow = quoted.flow;
	return true;
}

/* The verdict on a packet of an endpoint with a policy. */
static __always_inline enum drop_reason conntrack(struct __sk_buff *skb, struct packet *packet,
						  const struct moment *moment,
						  struct judgement *judgement)
{
	bool related = is_icmp_error(packet) && is_related(skb, packet, moment);
	bool opening;
	struct flow *flow = flow_find(&packet->flow, moment, &opening);
	enum drop_reason reason;

	if (flow && related) {
		reason = flow_verdict(packet, moment, flow, judgement);
		if (!reason)
			judgement->path = PATH_RELATED_ERROR;
		return reason;
	}
	if (flow && !packet->opens)
		return flow_continue(packet, moment, flow, opening, judgement);
	reason = flow_begin(packet, moment, judgement);
	if (!reason && flow && !opening && !moment->dry)
		bpf_map_delete_elem(&flows, &packet->flow);
	return reason;
}

#endif
