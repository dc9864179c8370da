/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* fragments.h: later fragments get the ports of the first. */
#ifndef WEIR_FRAGMENTS_H
#define WEIR_FRAGMENTS_H

#include "weir/packet.h"
#include "weir/workload_config.h"
#include "weir/workload_maps.h"

#include <bpf/bpf_helpers.h>

static __noinline enum drop_reason fragment_settle(struct packet *packet, __u64 now, bool dry)
{
	struct fragment_key key = {
		.source = *packet_source(packet),
		.destination = *packet_destination(packet),
		.id = packet->fragment_id,
		.ifindex = packet->flow.ifindex,
		.protocol = packet->ipv6 ? IPPROTO_FRAGMENT : packet->flow.protocol,
		.to_pod = packet->to_pod,
	};
	__be16 *source = packet->to_pod ? &packet->flow.remote_port : &packet->flow.local_port;
	__be16 *destination = packet->to_pod ? &packet->flow.local_port : &packet->flow.remote_port;

	if (packet->part == FRAGMENT_FIRST) {
		struct fragment first = {.seen = now,
					 .source_port = *source,
					 .destination_port = *destination,
					 .protocol = packet->flow.protocol};

		if (!dry)
			bpf_map_update_elem(&fragments, &key, &first, BPF_ANY);
		return DROP_NONE;
	}
	const struct fragment *first = bpf_map_lookup_elem(&fragments, &key);

	if (!first || now - first->seen > timeouts.fragment)
		return DROP_FRAGMENT_WITHOUT_FIRST;
	*source = first->source_port;
	*destination = first->destination_port;
	packet->flow.protocol = first->protocol;
	return DROP_NONE;
}

#endif
