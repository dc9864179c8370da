/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* record.h: a new flow is written down, with a source port that no other one has. */
#ifndef WEIR_RECORD_H
#define WEIR_RECORD_H

#include "weir/translation.h"

#define PORT_ATTEMPTS	  16
#define FIRST_CLIENT_PORT 1024

static __always_inline __be16 port_of_range(const struct work *work, __u32 draw)
{
	bool snat = work->way.flags & TRANSLATION_SNAT;
	__u32 first = snat ? wire_config.snat_first_port : FIRST_CLIENT_PORT;
	__u32 last = snat ? wire_config.snat_last_port : 0xffff;

	return bpf_htons(first + (((__u64)draw * (last - first + 1)) >> 32));
}

static __always_inline bool is_own_answer(const struct work *work, const struct translation *other)
{
	const struct translation *back = &work->back;

	return address_equal(&other->source, &back->source) &&
	       address_equal(&other->destination, &back->destination) &&
	       other->source_port == back->source_port &&
	       other->destination_port == back->destination_port;
}

/*
 * Does the entry of these answers belong to another flow that lives? One that has ended gives way:
 * what its opener still sends must not be taken for the new one's, so its entry goes.
 */
static __noinline bool entry_is_taken(struct work *work, struct translation *other, bool opening)
{
	struct tuple opener;
	bool opener_opening;

	if (is_own_answer(work, other))
		return false;
	tuple_of_answers(other, work->tuple.protocol, &opener);
	struct translation *first = translation_of(&opener, &opener_opening);

	if (first && !translation_is_finished(other, first) &&
	    !(entry_is_over(other, work->tuple.protocol, opening, work->now) &&
	      entry_is_over(first, work->tuple.protocol, opener_opening, work->now)))
		return true;
	bpf_map_delete_elem(&translations, &opener);
	bpf_map_delete_elem(&opening_translations, &opener);
	return false;
}

/*
 * Writes the entry of the answers; false where another flow has it. Most often nobody does: that
 * costs one look and one write. A function of its own, verified once.
 */
__noinline int answers_claim(struct work *work)
{
	if (!work)
		return false;
	struct translation *other = bpf_map_lookup_elem(&translations, &work->answer);

	if (other) {
		if (entry_is_taken(work, other, false))
			return false;
		bpf_map_delete_elem(&translations, &work->answer);
	}
	if (!bpf_map_update_elem(&opening_translations, &work->answer, &work->back, BPF_NOEXIST))
		return true;
	other = bpf_map_lookup_elem(&opening_translations, &work->answer);
	if (other && entry_is_taken(work, other, true))
		return false;
	return !bpf_map_update_elem(&opening_translations, &work->answer, &work->back, BPF_ANY);
}

/*
 * Finds a source port with which no other flow speaks to the backend: the client's own where it
 * may be kept. SCTP keeps its port in any case. The entry of the answers is written then.
 */
static __always_inline int port_settle(struct work *work)
{
	bool any = work->way.flags & TRANSLATION_SNAT;

	for (int i = 0; i < PORT_ATTEMPTS; i++) {
		if (work->tuple.protocol != IPPROTO_SCTP && (any || i > 0))
			work->way.source_port = port_of_range(work, bpf_get_prandom_u32());
		tuple_of_answers(&work->way, work->tuple.protocol, &work->answer);
		if (answers_claim(work)) {
			if (i > 0 && !any)
				wire_count(WIRE_PORTS_CHANGED);
			return DROP_NONE;
		}
	}
	return DROP_SNAT_PORTS_FULL;
}

/* The entry of the flow's own packets. */
static __always_inline int flow_write(struct work *work)
{
	if (bpf_map_update_elem(&opening_translations, &work->tuple, &work->way, BPF_ANY))
		return DROP_REWRITE;
	wire_count(WIRE_FLOWS_OPENED);
	if (work->tuple.protocol == IPPROTO_TCP && !work->packet.opens &&
	    work->origin != ORIGIN_TUNNEL)
		wire_count(WIRE_FLOWS_TAKEN_OVER);
	return DROP_NONE;
}

static __always_inline int flow_record(struct work *work)
{
	int reason = work->way.flags & TRANSLATION_ONE_WAY ? DROP_NONE : port_settle(work);

	return reason ? reason : flow_write(work);
}

#endif
