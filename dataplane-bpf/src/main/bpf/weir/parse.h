/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * parse.h: from the bytes of a frame to struct packet. Whoever has one need not know its family,
 * but for what ICMP and neighbours say of it.
 */
#ifndef WEIR_PARSE_H
#define WEIR_PARSE_H

#include "weir/packet.h"
#include "weir/plain.h"
#include "weir/transport.h"

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* More extension headers than anybody needs; each is a look into the packet. */
#define MOST_EXTENSIONS 8

#define IPV4_OFFSET 0x1fff
#define IPV4_MORE   0x2000
#define IPV6_OFFSET 0xfff8
#define IPV6_MORE   0x0001

/* What every IPv6 extension header begins with. */
struct extension {
	__u8 next;
	__u8 length; /* units and origin differ from header to header */
	union {
		struct {
			__u8 type;
			__u8 segments_left;
		} routing;
		__be16 fragment; /* offset, and whether more follow */
	};
	__be32 fragment_id;
};

/* Offset in units of 8 bytes: one of 1 could lay itself over the flags of TCP (RFC 3128). */
static __always_inline enum drop_reason parse_fragment(struct packet *packet, __u16 offset,
						       bool more, __u8 protocol)
{
	if (offset == 1 && protocol == IPPROTO_TCP)
		return DROP_BAD_HEADER;
	packet->part = offset ? FRAGMENT_LATER : more ? FRAGMENT_FIRST : FRAGMENT_NONE;
	return DROP_NONE;
}

static __always_inline enum drop_reason parse_ipv4(struct __sk_buff *skb, struct packet *packet,
						   __u32 offset, bool inner)
{
	struct iphdr ip;

	if (bpf_skb_load_bytes(skb, offset, &ip, sizeof(ip)))
		return DROP_TRUNCATED;

	__u32 header = 4 * ip.ihl;
	__u32 total = bpf_ntohs(ip.tot_len);
	__u16 fragment = bpf_ntohs(ip.frag_off);

	/* Of 64 KiB and more: one that the kernel will cut, whose length does not fit. */
	if (total == 0 && skb->gso_size)
		total = skb->len - offset;
	if (ip.version != 4 || header < sizeof(ip) || total < header)
		return DROP_BAD_HEADER;
	if (!inner && offset + total > skb->len)
		return DROP_TRUNCATED;
	*packet_source(packet) = address_of_v4(ip.saddr);
	*packet_destination(packet) = address_of_v4(ip.daddr);
	packet->flow.protocol = ip.protocol;
	packet->hop_limit = ip.ttl;
	packet->transport = offset + header;
	packet->end = inner ? skb->len : offset + total;
	packet->fragment_id = ip.id;
	return parse_fragment(packet, fragment & IPV4_OFFSET, fragment & IPV4_MORE, ip.protocol);
}

/* One header from packet->transport on; packet->flow.protocol says which. */
static __always_inline enum drop_reason parse_extension(struct packet *packet,
							const struct extension *header)
{
	__u8 protocol = packet->flow.protocol;
	__u16 fragment = bpf_ntohs(header->fragment);

	packet->flow.protocol = header->next;
	switch (protocol) {
	case IPPROTO_FRAGMENT:
		packet->transport += sizeof(*header);
		packet->fragment_id = header->fragment_id;
		return parse_fragment(packet, (fragment & IPV6_OFFSET) >> 3, fragment & IPV6_MORE,
				      header->next);
	case IPPROTO_AH:
		packet->transport += 4 * (header->length + 2);
		return DROP_NONE;
	case IPPROTO_ROUTING:
		/* The address to judge would be a later one. */
		if (header->routing.segments_left)
			return DROP_EXTENSION_HEADERS;
		packet->transport += 8 * (header->length + 1);
		return DROP_NONE;
	default:
		packet->transport += 8 * (header->length + 1);
		return DROP_NONE;
	}
}

static __always_inline bool is_extension(__u8 protocol)
{
	return protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_DSTOPTS ||
	       protocol == IPPROTO_ROUTING || protocol == IPPROTO_FRAGMENT ||
	       protocol == IPPROTO_AH;
}

static __always_inline enum drop_reason parse_extensions(struct __sk_buff *skb,
							 struct packet *packet)
{
	struct extension header;

	for (int i = 0; i <= MOST_EXTENSIONS; i++) {
		if (packet->part == FRAGMENT_LATER || !is_extension(packet->flow.protocol))
			return DROP_NONE;
		if (packet->transport + sizeof(header) > packet->end ||
		    bpf_skb_load_bytes(skb, packet->transport, &header, sizeof(header)))
			return transport_missing(packet);
		enum drop_reason reason = parse_extension(packet, &header);

		if (reason)
			return reason;
	}
	return DROP_EXTENSION_HEADERS;
}

static __always_inline enum drop_reason parse_ipv6(struct __sk_buff *skb, struct packet *packet,
						   __u32 offset, bool inner)
{
	struct ipv6hdr ip;

	if (bpf_skb_load_bytes(skb, offset, &ip, sizeof(ip)))
		return DROP_TRUNCATED;

	__u32 total = sizeof(ip) + bpf_ntohs(ip.payload_len);

	if (ip.version != 6)
		return DROP_BAD_HEADER;
	if (ip.payload_len == 0 && skb->gso_size)
		total = skb->len - offset;
	if (!inner && offset + total > skb->len)
		return DROP_TRUNCATED;
	*packet_source(packet) = address_of_v6(&ip.saddr);
	*packet_destination(packet) = address_of_v6(&ip.daddr);
	/* On the wire these are nobody's; in the maps they are IPv4's. */
	if (address_is_ipv4(&packet->flow.local) || address_is_ipv4(&packet->flow.remote))
		return DROP_BAD_HEADER;
	packet->ipv6 = 1;
	packet->flow.protocol = ip.nexthdr;
	packet->hop_limit = ip.hop_limit;
	packet->transport = offset + sizeof(ip);
	packet->end = inner ? skb->len : offset + total;
	return parse_extensions(skb, packet);
}

static __always_inline enum drop_reason parse_at(struct __sk_buff *skb, struct packet *packet,
						 __u32 offset, bool inner)
{
	enum drop_reason reason = skb->protocol == bpf_htons(ETH_P_IP)
					  ? parse_ipv4(skb, packet, offset, inner)
					  : parse_ipv6(skb, packet, offset, inner);

	if (reason || packet->part == FRAGMENT_LATER)
		return reason;
	return inner ? transport_ports(skb, packet) : transport_parse(skb, packet);
}

/*
 * Fills a packet that is zero but for to_pod and flow.ifindex. skb->protocol is IPv4 or IPv6. These
 * two are functions of their own, verified once; what they return is an enum drop_reason.
 */
__noinline int packet_parse(struct __sk_buff *skb, struct packet *packet)
{
	if (!packet)
		return DROP_TRUNCATED;
	if (plain_parse(frame_begin(skb), frame_end(skb), skb->protocol, skb->len, packet))
		return DROP_NONE;
	return parse_at(skb, packet, ETH_HLEN, false);
}

/* The same for the packet that an ICMP error quotes, of which it needs no more than the ports. */
__noinline int packet_parse_quoted(struct __sk_buff *skb, __u32 offset, struct packet *packet)
{
	return packet ? parse_at(skb, packet, offset, true) : DROP_TRUNCATED;
}

#endif
