/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* begin.h: how the work on a packet begins, and what every step of it uses. */
#ifndef WEIR_BEGIN_H
#define WEIR_BEGIN_H

#include "weir/drop.h"
#include "weir/frame.h"
#include "weir/maps.h"
#include "weir/wire_config.h"
#include "weir/wire_maps.h"

#include <stddef.h>

#include <bpf/bpf_helpers.h>

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

/* Starts over; NULL cannot be, but the verifier asks. What lies behind way is set when it is used.
 */
static __always_inline struct work *work_start(__u32 ifindex, __be16 ethertype,
					       enum direction direction, enum origin origin)
{
	__u32 zero = 0;
	struct work *work = bpf_map_lookup_elem(&wire_work, &zero);
	struct wire_control *control = bpf_map_lookup_elem(&wire_control, &zero);

	if (!work || !control)
		return NULL;
	__builtin_memset(work, 0, offsetof(struct work, way));
	work->packet.to_pod = direction != FROM_POD;
	work->packet.flow.ifindex = ifindex;
	work->node_address =
		ethertype == bpf_htons(ETH_P_IP) ? control->node_ipv4 : control->node_ipv6;
	work->backends = control->backends;
	work->now = bpf_ktime_get_coarse_ns();
	work->origin = origin;
	work->direction = direction;
	return work;
}

static __always_inline struct work *work_begin(struct __sk_buff *skb, enum direction direction,
					       enum origin origin)
{
	struct work *work = work_start(skb->ifindex, skb->protocol, direction, origin);

	if (work)
		work->bytes = skb->len;
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
