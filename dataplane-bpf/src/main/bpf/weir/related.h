/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * related.h: ICMP errors about translated flows. An error quotes a packet that went the other way;
 * it is translated as a packet of the flow, and so is what it quotes, turned round.
 */
#ifndef WEIR_RELATED_H
#define WEIR_RELATED_H

#include "weir/parse.h"
#include "weir/rewrite.h"

/* Takes the error for a packet of its flow; false where it quotes none. */
static __noinline bool related_tuple(struct __sk_buff *skb, struct work *work)
{
	struct packet *quoted = &work->quoted;
	struct tuple *tuple = &work->tuple;

	__builtin_memset(quoted, 0, sizeof(*quoted));
	quoted->to_pod = !work->packet.to_pod;
	quoted->flow.ifindex = work->packet.flow.ifindex;
	if (packet_parse_quoted(skb, work->packet.transport + 8, quoted) ||
	    quoted->part == FRAGMENT_LATER || !protocol_has_ports(quoted->flow.protocol))
		return false;
	tuple->source = *packet_destination(quoted);
	tuple->destination = *packet_source(quoted);
	tuple->source_port = quoted->to_pod ? quoted->flow.local_port : quoted->flow.remote_port;
	tuple->destination_port =
		quoted->to_pod ? quoted->flow.remote_port : quoted->flow.local_port;
	tuple->protocol = quoted->flow.protocol;
	return address_equal(&tuple->destination, packet_destination(&work->packet));
}

/* The quoted header: addresses with its own checksum, then ports. Its payload's sum is let be. */
static __always_inline bool quoted_rewrite(struct __sk_buff *skb, struct work *work, __u32 checksum)
{
	struct packet *quoted = &work->quoted;
	bool ipv6 = work->packet.ipv6;
	__u64 flags = ipv6 && wire_config.csum_ipv6 ? CSUM_IPV6 : 0;
	struct address_pair from = {work->tuple.destination, work->tuple.source};
	struct address_pair to = {work->way.destination, work->way.source};
	__u32 old_ports = ports_of(work->tuple.destination_port, work->tuple.source_port);
	__u32 ports = ports_of(work->way.destination_port, work->way.source_port);
	__s64 change = addresses_rewrite(skb, work->packet.transport + 8, &from, &to);

	if (change < 0)
		return false;
	/* In IPv4 the quoted header's checksum makes up for its addresses. */
	if (ipv6 && bpf_l4_csum_replace(skb, checksum, 0, change, flags))
		return false;
	return !bpf_l4_csum_replace(skb, checksum, old_ports, ports, flags | sizeof(ports)) &&
	       !bpf_skb_store_bytes(skb, quoted->transport, &ports, sizeof(ports), 0);
}

/* Returns an enum drop_reason. A router that tells keeps its own address. */
static __noinline int related_rewrite(struct __sk_buff *skb, struct work *work)
{
	struct address source = *packet_source(&work->packet);
	struct address_pair from = {source, work->tuple.destination};
	struct address_pair to = {address_equal(&source, &work->tuple.source) ? work->way.source
									      : source,
				  work->way.destination};
	__u32 checksum = work->packet.transport + ICMP_CHECKSUM;
	__s64 change = addresses_rewrite(skb, ETH_HLEN, &from, &to);

	if (change < 0)
		return DROP_REWRITE;
	if (work->packet.ipv6 &&
	    bpf_l4_csum_replace(skb, checksum, 0, change,
				BPF_F_PSEUDO_HDR | (wire_config.csum_ipv6 ? CSUM_IPV6 : 0)))
		return DROP_REWRITE;
	return quoted_rewrite(skb, work, checksum) ? DROP_NONE : DROP_REWRITE;
}

#endif
