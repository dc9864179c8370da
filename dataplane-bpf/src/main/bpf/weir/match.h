/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* match.h: the rules of a chunk whose peer and port a packet has. */
#ifndef WEIR_MATCH_H
#define WEIR_MATCH_H

#include "weir/still.h"
#include "weir/transport.h"
#include "weir/workload_maps.h"

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct question {
	struct address remote;
	__u32 set;
	__be16 port; /* the destination's; 0 for protocols without */
	__u8 protocol;
	__u8 own_node; /* made by the node itself, on its way to the pod */
};

enum peer_kind {
	PEER_NOT_KNOWN = 0,
	PEER_KNOWN = 1,	      /* a node, or another address that policies name */
	PEER_IS_POD = 2,      /* a pod */
	PEER_UNKNOWN_POD = 3, /* an address for pods that no pod is known to have */
};

struct judgement {
	__u32 counter; /* in rule_counters */
	__u32 pod_part;
	__u32 namespace_part;
	__u32 prefix_part;
	__u32 from; /* rules below are passed over */
	__u32 set;  /* that judged */
	__u16 rule; /* that decided, or RULE_DEFAULT */
	__u16 audit_rule;
	__u8 audit_reason; /* enum drop_reason */
	__u8 path;	   /* enum verdict_path */
	__u8 peer;	   /* enum peer_kind */
	__u8 pad;
};

static __always_inline __u32 lowest_bit(__u64 bits)
{
	__u32 bit = 0;

	if (!(bits & 0xffffffff)) {
		bits >>= 32;
		bit += 32;
	}
	if (!(bits & 0xffff)) {
		bits >>= 16;
		bit += 16;
	}
	if (!(bits & 0xff)) {
		bits >>= 8;
		bit += 8;
	}
	if (!(bits & 0xf)) {
		bits >>= 4;
		bit += 4;
	}
	if (!(bits & 3)) {
		bits >>= 2;
		bit += 2;
	}
	return bits & 1 ? bit : bit + 1;
}

static __always_inline void bits_or(struct rule_bits *bits, const struct rule_bits *more)
{
	for (int i = 0; i < RULE_WORDS; i++)
		bits->words[i] |= more->words[i];
}

/* Reads what is known of an address; false where nothing is. */
static __always_inline bool peer_read(const struct address *address, struct judgement *judgement)
{
	__be32 tag = *(const __be32 *)((const char *)address + 12);

	for (int i = 0; i < READ_ATTEMPTS; i++) {
		const struct peer_parts *parts = bpf_map_lookup_elem(&peers, address);

		if (!parts)
			return false;
		judgement->peer = parts->flags & PEER_POD ? PEER_IS_POD : PEER_KNOWN;
		judgement->pod_part = parts->pod_part;
		judgement->namespace_part = parts->namespace_part;
		if (still(&parts->tag, tag))
			return true;
	}
	return false;
}

/* What is known of the remote address: once for all chunks. */
static __always_inline void find_peer(const struct question *question, __u32 flags,
				      struct judgement *judgement)
{
	struct prefix_key key = {
		.prefix_length = 8 * (sizeof(key.family) + sizeof(key.address)),
		.family = address_is_ipv4(&question->remote) ? 4 : 6,
		.address = question->remote,
	};
	bool known = peer_read(&key.address, judgement);

	if (!known) {
		judgement->peer = PEER_NOT_KNOWN;
		judgement->pod_part = 0;
		judgement->namespace_part = 0;
	}
	judgement->prefix_part = 0;
	if (!(flags & RULE_SET_PREFIXES) && (known || !(flags & RULE_SET_UNKNOWN)))
		return;
	struct prefix_part *prefix = bpf_map_lookup_elem(&prefixes, &key);

	if (!prefix)
		return;
	judgement->prefix_part = prefix->part;
	if (!known && prefix->flags & PREFIX_POD_RANGE)
		judgement->peer = PEER_UNKNOWN_POD;
}

static __always_inline void add_row(struct rule_bits *bits, __u32 set, __u32 chunk,
				    enum part_kind kind, __u32 part)
{
	struct peer_row_key key = {.set = set, .part = part, .chunk = chunk, .kind = kind};
	struct rule_bits *row = part ? bpf_map_lookup_elem(&peer_rows, &key) : NULL;

	if (row)
		bits_or(bits, row);
}

/* The rules of a chunk that the packet matches. */
static __always_inline void match(const struct question *question,
				  const struct judgement *judgement, const struct rule_set *rules,
				  __u32 chunk, struct rule_bits *bits)
{
	*bits = rules->base;
	if (judgement->peer == PEER_IS_POD)
		bits_or(bits, &rules->any_pod);
	if (judgement->peer == PEER_UNKNOWN_POD)
		bits_or(bits, &rules->unknown);
	add_row(bits, question->set, chunk, PART_POD, judgement->pod_part);
	add_row(bits, question->set, chunk, PART_NAMESPACE, judgement->namespace_part);
	add_row(bits, question->set, chunk, PART_PREFIX, judgement->prefix_part);
	if (!(rules->flags & RULE_SET_PORTS) ||
	    !(bits->words[0] | bits->words[1] | bits->words[2] | bits->words[3]))
		return;
	struct port_row_key key = {.prefix_length = 8 * (sizeof(key) - sizeof(key.prefix_length)),
				   .set = bpf_htonl(question->set),
				   .chunk = chunk,
				   .protocol = question->protocol,
				   .port = question->port};
	struct rule_bits *row = bpf_map_lookup_elem(&port_rows, &key);

	for (int i = 0; i < RULE_WORDS; i++)
		bits->words[i] &= row ? row->words[i] : 0;
}

#endif
