/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * work.h: one packet on its way through the programs that translate. It is too large for the stack,
 * and lies in a map of one element for each CPU; programs of one CPU do not interrupt each other.
 */
#ifndef WEIR_WORK_H
#define WEIR_WORK_H

#include "weir/drop.h"
#include "weir/frame.h"
#include "weir/maps.h"
#include "weir/packet.h"
#include "weir/parse.h"
#include "weir/wire_config.h"
#include "weir/wire_maps.h"

#include <bpf/bpf_helpers.h>

/* Verdicts of the steps beside enum drop_reason. */
#define PASS_ON (-1) /* not ours: to the next program as it is */

/* Who sends: it decides which backends are his, and how the answer finds him. */
enum origin {
	ORIGIN_POD = 0,	    /* a pod of this node, at its interface */
	ORIGIN_NODE = 1,    /* this node itself */
	ORIGIN_NETWORK = 2, /* anybody else */
	ORIGIN_TUNNEL = 3,  /* the same, by the tunnel of a node that has chosen the backend */
};

struct work {
	struct packet packet;
	struct tuple tuple;	 /* as the packet came */
	struct translation way;	 /* what it is to carry, and where it goes */
	struct tuple answer;	 /* the tuple of answers */
	struct translation back; /* and what they are to carry */
	struct packet quoted;	 /* of an ICMP error */
	struct frontend service;
	__u32 return_node; /* the tunnel's other end, where answers go back; 0 = none */
	struct slot backend;
	struct address node_address; /* of this node, in the packet's family */
	__u64 now;
	__u32 bytes;
	__u32 backends;	    /* wire_control.backends */
	__u8 origin;	    /* enum origin */
	__u8 direction;	    /* enum direction */
	__u8 address_flags; /* enum service_address_flags of the destination */
	__u8 opening;	    /* the flow is in opening_translations */
	__u8 related;	    /* an ICMP error about the flow */
	__u8 handed;	    /* by DSR l2: the other node holds that the backend is here */
	__u8 pad[2];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct work);
} wire_work SEC(".maps");

static __always_inline void wire_count(enum wire_counter counter)
{
	__u32 index = counter;
	__u64 *value = bpf_map_lookup_elem(&wire_counters, &index);

	if (value)
		*value += 1;
}

static __always_inline void path_count(enum wire_path path, __u32 bytes)
{
	count_packet(&path_counters, path, bytes);
}

/* Starts over; NULL cannot be, but the verifier asks. */
static __always_inline struct work *work_begin(struct __sk_buff *skb, enum direction direction,
					       enum origin origin)
{
	__u32 zero = 0;
	struct work *work = bpf_map_lookup_elem(&wire_work, &zero);
	struct wire_control *control = bpf_map_lookup_elem(&wire_control, &zero);

	if (!work || !control)
		return NULL;
	__builtin_memset(work, 0, sizeof(*work));
	work->packet.to_pod = direction != FROM_POD;
	work->packet.flow.ifindex = skb->ifindex;
	work->node_address =
		skb->protocol == bpf_htons(ETH_P_IP) ? control->node_ipv4 : control->node_ipv6;
	work->backends = control->backends;
	work->now = bpf_ktime_get_coarse_ns();
	work->bytes = skb->len;
	work->origin = origin;
	work->direction = direction;
	return work;
}

static __always_inline void tuple_of(struct packet *packet, struct tuple *tuple)
{
	bool to_pod = packet->to_pod;

	tuple->source = *packet_source(packet);
	tuple->destination = *packet_destination(packet);
	tuple->source_port = to_pod ? packet->flow.remote_port : packet->flow.local_port;
	tuple->destination_port = to_pod ? packet->flow.local_port : packet->flow.remote_port;
	tuple->protocol = packet->flow.protocol;
}

/* The tuple of the other direction of what a packet carries once it is translated. */
static __always_inline void tuple_of_answers(const struct translation *way, __u8 protocol,
					     struct tuple *tuple)
{
	tuple->source = way->destination;
	tuple->destination = way->source;
	tuple->source_port = way->destination_port;
	tuple->destination_port = way->source_port;
	tuple->protocol = protocol;
	tuple->pad[0] = tuple->pad[1] = tuple->pad[2] = 0;
}

#endif
