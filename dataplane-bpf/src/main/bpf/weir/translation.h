/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * translation.h: flows that are translated. Each has an entry for either direction; the value of
 * one, turned round, is the key of the other.
 */
#ifndef WEIR_TRANSLATION_H
#define WEIR_TRANSLATION_H

#include "weir/begin.h"
#include "weir/translation_timeout.h"

static __always_inline struct translation *translation_of(const struct tuple *tuple, bool *opening)
{
	struct translation *found = bpf_map_lookup_elem(&translations, tuple);

	*opening = !found;
	return found ? found : bpf_map_lookup_elem(&opening_translations, tuple);
}

/* The entry of the other direction; work->answer is overwritten. */
static __always_inline struct translation *translation_pair(struct work *work,
							    const struct translation *one)
{
	bool opening;

	tuple_of_answers(one, work->tuple.protocol, &work->answer);
	return translation_of(&work->answer, &opening);
}

static __always_inline void translation_forget(struct work *work, const struct translation *one)
{
	tuple_of_answers(one, work->tuple.protocol, &work->answer);
	bpf_map_delete_elem(&translations, &work->answer);
	bpf_map_delete_elem(&opening_translations, &work->answer);
	bpf_map_delete_elem(&translations, &work->tuple);
	bpf_map_delete_elem(&opening_translations, &work->tuple);
}

/* May a SYN of the tuple begin another connection? Else it is the first one, sent again. */
static __always_inline bool translation_is_finished(const struct translation *one,
						    const struct translation *other)
{
	if (one->flags & TRANSLATION_RESET || (other && other->flags & TRANSLATION_RESET))
		return true;
	return one->flags & TRANSLATION_FIN && (!other || other->flags & TRANSLATION_FIN);
}

/* Is the time of the flow over in which this packet would be? One direction may be silent. */
static __always_inline bool translation_is_over(struct work *work, const struct translation *one)
{
	__u8 protocol = work->tuple.protocol;

	if (!entry_is_over(one, protocol, work->opening, work->now))
		return false;
	struct translation *other = translation_pair(work, one);

	return !other || entry_is_over(other, protocol, work->opening, work->now);
}

/* The entry that was found for the packet's tuple, where the packet still belongs to its flow. */
static __always_inline struct translation *translation_living(struct work *work,
							      struct translation *found)
{
	if (!found || !translation_is_over(work, found))
		return found;
	translation_forget(work, found);
	return NULL;
}

static __always_inline struct translation *translation_find(struct work *work)
{
	bool opening;
	struct translation *found = translation_of(&work->tuple, &opening);

	work->opening = opening;
	return translation_living(work, found);
}

/* The opener has heard the answer, and speaks again: no flood of others pushes the flow out. */
static __noinline int translation_promote(struct work *work, struct translation *one)
{
	struct translation *other = translation_pair(work, one);

	/* Where the map is full they stay where they are, and work on. */
	if (!other || bpf_map_update_elem(&translations, &work->answer, other, BPF_ANY))
		return 0;
	if (bpf_map_update_elem(&translations, &work->tuple, one, BPF_ANY)) {
		bpf_map_delete_elem(&translations, &work->answer);
		return 0;
	}
	bpf_map_delete_elem(&opening_translations, &work->tuple);
	bpf_map_delete_elem(&opening_translations, &work->answer);
	return 0;
}

/* An answer has come: both entries know. */
static __noinline int translation_answered(struct work *work, struct translation *reply)
{
	struct translation *opener = translation_pair(work, reply);

	reply->flags |= TRANSLATION_ANSWERED;
	if (opener)
		opener->flags |= TRANSLATION_ANSWERED;
	return 0;
}

/* Counts a packet in, and remembers what it did to the connection. */
static __always_inline void translation_touch(struct work *work, struct translation *one)
{
	if (work->packet.tcp_flags & TCP_FIN)
		one->flags |= TRANSLATION_FIN;
	if (work->packet.tcp_flags & TCP_RST)
		one->flags |= TRANSLATION_RESET;
	one->last_seen = work->now;
	one->packets += 1;
	one->bytes += work->bytes;
	if (one->flags & TRANSLATION_REPLY) {
		if (!(one->flags & TRANSLATION_ANSWERED))
			translation_answered(work, one);
		return;
	}
	if (work->opening && one->flags & TRANSLATION_ANSWERED)
		translation_promote(work, one);
}

#endif
