/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * neighbours.h: ARP, neighbour discovery and multicast listeners. None of it is a matter of policy;
 * from a pod it must not claim what is another's.
 */
#ifndef WEIR_NEIGHBOURS_H
#define WEIR_NEIGHBOURS_H

#include "weir/frame.h"
#include "weir/packet.h"
#include "weir/workload_abi.h"

#include <linux/bpf.h>
#include <linux/if_ether.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define ICMPV4_REDIRECT		5
#define MLD_QUERY		130
#define MLD_DONE		132
#define ROUTER_SOLICITATION	133
#define ROUTER_ADVERTISEMENT	134
#define NEIGHBOUR_SOLICITATION	135
#define NEIGHBOUR_ADVERTISEMENT 136
#define ICMPV6_REDIRECT		137
#define MLD2_REPORT		143

#define ARP_ETHERNET 1

#define OPTION_SOURCE_MAC 1
#define OPTION_TARGET_MAC 2

/* Neighbours need one; the bound is the verifier's and an attacker's. */
#define MOST_NEIGHBOUR_OPTIONS 8

struct arp_packet {
	__be16 hardware;
	__be16 protocol;
	__u8 hardware_length;
	__u8 protocol_length;
	__be16 operation;
	__u8 sender_mac[ETH_ALEN];
	__u8 sender_ip[4];
	__u8 target_mac[ETH_ALEN];
	__u8 target_ip[4];
};

struct neighbour_option {
	__u8 type;
	__u8 length; /* in units of 8 bytes, this header included */
	__u8 mac[ETH_ALEN];
};

/* True also where the pod's is not known. */
static __always_inline bool mac_is(const __u8 *mac, const struct endpoint *endpoint)
{
	const __u8 unknown[ETH_ALEN] = {};

	return mac_equal(mac, endpoint->mac) || mac_equal(endpoint->mac, unknown);
}

static __always_inline bool is_neighbour_message(const struct packet *packet)
{
	return packet->ipv6 && packet->icmp_type >= ROUTER_SOLICITATION &&
	       packet->icmp_type <= ICMPV6_REDIRECT;
}

/* Genuine ones only: a message that was routed here, or in pieces, is judged as any other. */
static __always_inline bool is_link_matter(struct packet *packet)
{
	if (packet->part != FRAGMENT_NONE || !packet->ipv6)
		return false;
	if (is_neighbour_message(packet))
		return packet->hop_limit == 255;
	return ((packet->icmp_type >= MLD_QUERY && packet->icmp_type <= MLD_DONE) ||
		packet->icmp_type == MLD2_REPORT) &&
	       address_is_multicast(packet_destination(packet));
}

static __always_inline enum drop_reason arp_check(struct __sk_buff *skb,
						  const struct endpoint *endpoint)
{
	struct arp_packet arp;
	__be32 ip;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, &arp, sizeof(arp)))
		return DROP_TRUNCATED;
	if (arp.hardware != bpf_htons(ARP_ETHERNET) || arp.protocol != bpf_htons(ETH_P_IP) ||
	    arp.hardware_length != ETH_ALEN || arp.protocol_length != sizeof(ip))
		return DROP_BAD_HEADER;
	__builtin_memcpy(&ip, arp.sender_ip, sizeof(ip));
	/* Who asks whether an address is free has none yet (RFC 5227), but asks for its own. */
	if (!ip)
		__builtin_memcpy(&ip, arp.target_ip, sizeof(ip));
	struct address claimed = address_of_v4(ip);

	return address_is(&claimed, &endpoint->ipv4) && mac_is(arp.sender_mac, endpoint)
		       ? DROP_NONE
		       : DROP_SPOOFED_NEIGHBOUR;
}

/* The link-layer address of the sender, or of what it advertises, must be the pod's. */
static __always_inline enum drop_reason options_check(struct __sk_buff *skb,
						      const struct packet *packet, __u32 offset,
						      const struct endpoint *endpoint)
{
	struct neighbour_option option;
	__u8 wanted = packet->icmp_type == NEIGHBOUR_ADVERTISEMENT ? OPTION_TARGET_MAC
								   : OPTION_SOURCE_MAC;

	for (int i = 0; i < MOST_NEIGHBOUR_OPTIONS; i++) {
		if (offset >= packet->end)
			return DROP_NONE;
		if (offset + sizeof(option) > packet->end ||
		    bpf_skb_load_bytes(skb, offset, &option, sizeof(option)))
			return DROP_TRUNCATED;
		if (!option.length)
			return DROP_BAD_HEADER;
		if (option.type == wanted && !mac_is(option.mac, endpoint))
			return DROP_SPOOFED_NEIGHBOUR;
		offset += 8 * option.length;
	}
	return DROP_SPOOFED_NEIGHBOUR;
}

/* A neighbour message from a pod, its source address already found to be one it may have. */
static __always_inline enum drop_reason
neighbour_check(struct __sk_buff *skb, struct packet *packet, const struct endpoint *endpoint)
{
	struct in6_addr bytes;
	__u32 body = packet->transport + 8;

	if (packet->icmp_type == ROUTER_ADVERTISEMENT)
		return DROP_ROUTER_ADVERTISEMENT;
	if (packet->icmp_type == ICMPV6_REDIRECT)
		return DROP_REDIRECT;
	if (packet->part != FRAGMENT_NONE) /* RFC 6980 */
		return DROP_SPOOFED_NEIGHBOUR;
	if (packet->icmp_type == ROUTER_SOLICITATION)
		return options_check(skb, packet, body, endpoint);
	if (body + sizeof(bytes) > packet->end ||
	    bpf_skb_load_bytes(skb, body, &bytes, sizeof(bytes)))
		return DROP_TRUNCATED;

	struct address target = address_of_v6(&bytes);
	bool claims = packet->icmp_type == NEIGHBOUR_ADVERTISEMENT ||
		      address_is_unspecified(packet_source(packet));

	if (claims && !address_is(&target, &endpoint->ipv6) && !address_is_link_local(&target))
		return DROP_SPOOFED_NEIGHBOUR;
	return options_check(skb, packet, body + sizeof(bytes), endpoint);
}

#endif
