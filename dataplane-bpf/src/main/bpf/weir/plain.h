/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * plain.h: packets with nothing unusual: TCP or UDP, whole, behind an IP header without options or
 * extensions, read where they lie. All others are for parse.h.
 */
#ifndef WEIR_PLAIN_H
#define WEIR_PLAIN_H

#include "weir/frame.h"
#include "weir/packet.h"

#include <linux/tcp.h>
#include <linux/udp.h>

#define PLAIN_IPV4    0x45   /* version 4, a header of 5 words */
#define FRAGMENT_BITS 0x3fff /* its offset, and whether more follow */

static __always_inline bool plain_tcp(void *end, void *header, struct packet *packet)
{
	struct tcphdr *tcp = header;

	if ((void *)(tcp + 1) > end)
		return false;
	__u8 flags = ((const __u8 *)header)[13];
	__u32 length = 4 * tcp->doff;

	if (length < sizeof(*tcp) || packet->transport + length > packet->end)
		return false;
	packet_set_ports(packet, tcp->source, tcp->dest);
	packet->tcp_flags = flags;
	packet->opens = (flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
	return true;
}

static __always_inline bool plain_udp(void *end, void *header, struct packet *packet)
{
	struct udphdr *udp = header;

	if ((void *)(udp + 1) > end)
		return false;
	__u32 length = bpf_ntohs(udp->len);

	if (length < sizeof(*udp) || packet->transport + length > packet->end)
		return false;
	packet_set_ports(packet, udp->source, udp->dest);
	return true;
}

static __always_inline bool plain_transport(void *end, void *header, struct packet *packet)
{
	switch (packet->flow.protocol) {
	case IPPROTO_TCP:
		return plain_tcp(end, header, packet);
	case IPPROTO_UDP:
		return plain_udp(end, header, packet);
	default:
		return false;
	}
}

static __always_inline bool plain_ipv4(void *begin, void *end, __u32 length, struct packet *packet)
{
	struct iphdr *ip = begin + ETH_HLEN;

	if ((void *)(ip + 1) > end || *(__u8 *)ip != PLAIN_IPV4 ||
	    ip->frag_off & bpf_htons(FRAGMENT_BITS))
		return false;
	*packet_source(packet) = address_of_v4(ip->saddr);
	*packet_destination(packet) = address_of_v4(ip->daddr);
	packet->flow.protocol = ip->protocol;
	packet->hop_limit = ip->ttl;
	packet->transport = ETH_HLEN + sizeof(*ip);
	packet->end = ETH_HLEN + bpf_ntohs(ip->tot_len);
	return packet->end <= length && plain_transport(end, ip + 1, packet);
}

static __always_inline bool plain_ipv6(void *begin, void *end, __u32 length, struct packet *packet)
{
	struct ipv6hdr *ip = begin + ETH_HLEN;

	if ((void *)(ip + 1) > end || ip->version != 6)
		return false;
	*packet_source(packet) = address_of_v6(&ip->saddr);
	*packet_destination(packet) = address_of_v6(&ip->daddr);
	if (address_is_ipv4(&packet->flow.local) || address_is_ipv4(&packet->flow.remote))
		return false;
	packet->ipv6 = 1;
	packet->flow.protocol = ip->nexthdr;
	packet->hop_limit = ip->hop_limit;
	packet->transport = ETH_HLEN + sizeof(*ip);
	packet->end = packet->transport + bpf_ntohs(ip->payload_len);
	return packet->end <= length && plain_transport(end, ip + 1, packet);
}

/*
 * Fills a packet that is zero but for to_pod and flow.ifindex; false where it is not plain, and
 * then parse.h may go on with the same packet.
 */
static __always_inline bool plain_parse(void *begin, void *end, __be16 ethertype, __u32 length,
					struct packet *packet)
{
	return ethertype == bpf_htons(ETH_P_IP) ? plain_ipv4(begin, end, length, packet)
						: plain_ipv6(begin, end, length, packet);
}

#endif
