/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* source.h: what leaves a pod must carry the pod's own addresses. */
#ifndef WEIR_SOURCE_H
#define WEIR_SOURCE_H

#include "weir/frame.h"
#include "weir/neighbours.h"
#include "weir/parse.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* IPv6 addresses other than the pod's own: those of the link, for the link's own matters. */
static __always_inline bool source_is_of_link(struct packet *packet)
{
	struct address *source = packet_source(packet);

	return packet->ipv6 && (address_is_link_local(source) || address_is_unspecified(source));
}

/*
 * The whole check, for packets whose headers do not tell at a glance. A function of its own,
 * verified once; returns an enum drop_reason.
 */
__noinline int source_check_whole(struct __sk_buff *skb, const struct endpoint *endpoint)
{
	struct packet packet = {};

	if (!endpoint)
		return DROP_UNKNOWN_ENDPOINT;
	enum drop_reason reason = packet_parse(skb, &packet);

	if (reason)
		return reason;
	bool own =
		address_is(packet_source(&packet), packet.ipv6 ? &endpoint->ipv6 : &endpoint->ipv4);

	if (!own && !source_is_of_link(&packet))
		return DROP_SPOOFED_ADDRESS;
	if (is_neighbour_message(&packet))
		return neighbour_check(skb, &packet, endpoint);
	if (!packet.ipv6 && packet.icmp_type == ICMPV4_REDIRECT)
		return DROP_REDIRECT;
	return own || is_link_matter(&packet) ? DROP_NONE : DROP_SPOOFED_ADDRESS;
}

/* For a packet that leaves a pod whose source is checked. Most need a look at two headers. */
static __always_inline enum drop_reason source_check(struct __sk_buff *skb,
						     const struct endpoint *endpoint)
{
	struct ethhdr *ethernet = frame_begin(skb);
	void *end = frame_end(skb);

	if ((void *)(ethernet + 1) > end)
		return DROP_TRUNCATED;
	if (!mac_is(ethernet->h_source, endpoint))
		return DROP_SPOOFED_MAC;
	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		struct iphdr *ip = (void *)(ethernet + 1);

		if ((void *)(ip + 1) <= end && ip->protocol != IPPROTO_ICMP) {
			struct address source = address_of_v4(ip->saddr);

			return address_is(&source, &endpoint->ipv4) ? DROP_NONE
								    : DROP_SPOOFED_ADDRESS;
		}
		return source_check_whole(skb, endpoint);
	}
	if (skb->protocol == bpf_htons(ETH_P_IPV6)) {
		struct ipv6hdr *ip = (void *)(ethernet + 1);

		if ((void *)(ip + 1) <= end && protocol_has_ports(ip->nexthdr)) {
			struct address source = address_of_v6(&ip->saddr);

			return address_is(&source, &endpoint->ipv6) ? DROP_NONE
								    : DROP_SPOOFED_ADDRESS;
		}
		return source_check_whole(skb, endpoint);
	}
	if (skb->protocol == bpf_htons(ETH_P_ARP))
		return arp_check(skb, endpoint);
	return DROP_NONE;
}

#endif
