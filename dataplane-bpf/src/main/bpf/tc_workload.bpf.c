/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * tc_workload: policy at the host's end of each pod's interface. What leaves a pod comes in there
 * (from_pod), what goes to it goes out there (to_pod); Services are translated by then. A packet
 * that may pass goes on to whatever else is attached; every other one leaves through drop().
 */
#include "weir/fragments.h"
#include "weir/known.h"
#include "weir/source.h"
#include "weir/still.h"
#include "weir/workload_config.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char weir_license[] SEC("license") = "GPL";

/* Reads what is in force at the interface; NULL where it is nobody's. */
static __always_inline const struct endpoint *endpoint_read(__u32 ifindex, struct moment *moment)
{
	for (int i = 0; i < READ_ATTEMPTS; i++) {
		const struct endpoint *endpoint = bpf_map_lookup_elem(&endpoints, &ifindex);

		if (!endpoint)
			return NULL;
		moment->enforced_since = endpoint->enforced_since;
		moment->ingress_set = endpoint->ingress_set;
		moment->egress_set = endpoint->egress_set;
		moment->audit_ingress_set = endpoint->audit_ingress_set;
		moment->audit_egress_set = endpoint->audit_egress_set;
		moment->endpoint_epoch = endpoint->epoch;
		moment->checked = !!(endpoint->flags & ENDPOINT_CHECK_SOURCE);
		if (still(&endpoint->ifindex, ifindex))
			return endpoint;
	}
	return NULL;
}

static __always_inline bool is_enforced(const struct moment *moment)
{
	return moment->ingress_set | moment->egress_set | moment->audit_ingress_set |
	       moment->audit_egress_set;
}

/* The rest of the moment, where it is wanted. */
static __always_inline void moment_complete(struct __sk_buff *skb, struct moment *moment,
					    enum direction direction, bool dry)
{
	__u32 zero = 0;
	struct workload_control *control = bpf_map_lookup_elem(&workload_control, &zero);

	moment->now = bpf_ktime_get_coarse_ns();
	moment->node_epoch = control ? control->node_epoch : 0;
	moment->bytes = skb->len;
	moment->own_node = direction == TO_POD && skb->ingress_ifindex == 0;
	moment->dry = dry;
}

/* An endpoint with a policy: everything that is not a matter of the link alone is judged. */
static __always_inline enum drop_reason enforce(struct __sk_buff *skb, const struct moment *moment,
						enum direction direction,
						struct judgement *judgement)
{
	struct packet packet = {.to_pod = direction, .flow.ifindex = skb->ifindex};
	enum drop_reason reason;

	if (skb->vlan_present)
		return DROP_NOT_IP;
	if (skb->protocol == bpf_htons(ETH_P_ARP))
		return DROP_NONE;
	if (skb->protocol != bpf_htons(ETH_P_IP) && skb->protocol != bpf_htons(ETH_P_IPV6))
		return DROP_NOT_IP;
	reason = packet_parse(skb, &packet);
	if (reason || is_link_matter(&packet))
		return reason;
	if (packet.part != FRAGMENT_NONE) {
		reason = fragment_settle(&packet, moment->now, moment->dry);
		if (reason)
			return reason;
	}
	return conntrack(skb, &packet, moment, judgement);
}

static __noinline void explain(const struct judgement *judgement, __u32 audit_set,
			       enum drop_reason reason)
{
	__u32 zero = 0;
	struct explanation explanation = {
		.set = judgement->set,
		.audit_set = audit_set,
		.pod_part = judgement->pod_part,
		.namespace_part = judgement->namespace_part,
		.prefix_part = judgement->prefix_part,
		.rule = judgement->rule,
		.audit_rule = judgement->audit_rule,
		.reason = reason,
		.path = judgement->path,
		.audit_reason = judgement->audit_reason,
		.peer_known = judgement->peer == PEER_KNOWN || judgement->peer == PEER_IS_POD,
	};

	bpf_map_update_elem(&explanations, &zero, &explanation, BPF_ANY);
}

/* dry: what would become of the packet is explained, and nothing else is written. */
static __always_inline int workload(struct __sk_buff *skb, enum direction direction, bool dry)
{
	struct moment moment = {};
	const struct endpoint *endpoint = endpoint_read(skb->ifindex, &moment);
	struct judgement judgement = {.rule = RULE_DEFAULT, .audit_rule = RULE_DEFAULT};
	enum drop_reason reason = endpoint ? DROP_NONE : DROP_UNKNOWN_ENDPOINT;
	bool enforced = endpoint && is_enforced(&moment);
	__u32 audit_set = 0;

	if (endpoint && direction == FROM_POD && moment.checked)
		reason = source_check(skb, endpoint);
	if (enforced && !reason) {
		moment_complete(skb, &moment, direction, dry);
		judgement.set = direction == TO_POD ? moment.ingress_set : moment.egress_set;
		audit_set =
			direction == TO_POD ? moment.audit_ingress_set : moment.audit_egress_set;
		reason = enforce(skb, &moment, direction, &judgement);
	}
	if (dry) {
		explain(&judgement, audit_set, reason);
		return reason ? DROP : NEXT;
	}
	if (reason)
		return drop(skb->len, direction, reason);
	if (enforced)
		count(direction == TO_POD ? WORKLOAD_FORWARDED_TO_POD
					  : WORKLOAD_FORWARDED_FROM_POD);
	return NEXT;
}

#define PROGRAM(name, direction, dry)                                                              \
	SEC("tc")                                                                                  \
	int name(struct __sk_buff *skb)                                                            \
	{                                                                                          \
		return workload(skb, direction, dry);                                              \
	}

PROGRAM(from_pod, FROM_POD, false)
PROGRAM(to_pod, TO_POD, false)
PROGRAM(explain_from_pod, FROM_POD, true)
PROGRAM(explain_to_pod, TO_POD, true)
