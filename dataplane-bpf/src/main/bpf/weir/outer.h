/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* outer.h: the headers in which packets travel between nodes. */
#ifndef WEIR_OUTER_H
#define WEIR_OUTER_H

#include "weir/maglev.h"

/* No link that nodes share takes less: what is shorter need not be asked about. */
#define ALWAYS_FITS 576

#define OUTER_START	    0x4500 /* version 4, five words, no service class */
#define NEVER_CUT	    0x4000
#define TUNNEL_HOPS	    64
#define TUNNEL_OPTION_WORDS 6
#define TUNNEL_FIRST_PORT   49152
#define TUNNEL_PORTS	    0x3fff

struct tunnel_v4 {
	struct iphdr ip;
	struct tunnel tunnel;
};

struct tunnel_v6 {
	struct ipv6hdr ip;
	struct tunnel tunnel;
};

static __always_inline void tunnel_fill(const struct work *work, enum tunnel_type type, __u32 inner,
					struct tunnel *tunnel)
{
	tunnel->source_port =
		bpf_htons(TUNNEL_FIRST_PORT + (flow_hash(&work->tuple, false) & TUNNEL_PORTS));
	tunnel->destination_port = wire_config.tunnel_port;
	tunnel->udp_length = bpf_htons(sizeof(*tunnel) + inner);
	tunnel->option_words = TUNNEL_OPTION_WORDS;
	tunnel->protocol = bpf_htons(work->packet.ipv6 ? ETH_P_IPV6 : ETH_P_IP);
	tunnel->option_class = bpf_htons(TUNNEL_CLASS);
	tunnel->option_type = type;
	tunnel->option_data = TUNNEL_OPTION_WORDS - 1;
	if (type != TUNNEL_ANSWER) {
		__builtin_memcpy(tunnel->backend, &work->way.destination, sizeof(tunnel->backend));
		tunnel->backend_port = work->way.destination_port;
	}
}

/*
 * RFC 791, of a header without options: its sum is made of what is written, since to read back what
 * has just been written in other widths takes longer than all of this.
 */
static __always_inline void outer_v4(struct iphdr *ip, const struct address *from,
				     const struct address *to, __u32 length, __be16 id,
				     __u8 protocol)
{
	__be32 source = ipv4_of(from);
	__be32 destination = ipv4_of(to);
	__u32 sum = bpf_htons(OUTER_START) + bpf_htons(length) + id + bpf_htons(NEVER_CUT) +
		    bpf_htons(TUNNEL_HOPS << 8 | protocol) + (source & 0xffff) + (source >> 16) +
		    (destination & 0xffff) + (destination >> 16);

	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	ip->version = 4;
	ip->ihl = sizeof(*ip) / 4;
	ip->tot_len = bpf_htons(length);
	ip->id = id;
	ip->frag_off = bpf_htons(NEVER_CUT);
	ip->ttl = TUNNEL_HOPS;
	ip->protocol = protocol;
	ip->check = ~sum;
	ip->saddr = source;
	ip->daddr = destination;
}

static __always_inline void outer_v6(struct ipv6hdr *ip, const struct address *from,
				     const struct address *to, __u32 length, __u8 protocol)
{
	ip->version = 6;
	ip->payload_len = bpf_htons(length);
	ip->nexthdr = protocol;
	ip->hop_limit = TUNNEL_HOPS;
	__builtin_memcpy(&ip->saddr, from, sizeof(*from));
	__builtin_memcpy(&ip->daddr, to, sizeof(*to));
}

static __always_inline __u32 tunnel_overhead(const struct work *work)
{
	bool ipv6 = work->packet.ipv6;

	if (work->way.path == WIRE_IPIP)
		return ipv6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr);
	return ipv6 ? sizeof(struct tunnel_v6) : sizeof(struct tunnel_v4);
}

/* Geneve and our option, over zeroes. */
static __always_inline void geneve_v4(struct tunnel_v4 *header, const struct work *work,
				      const struct wire_node *to, enum tunnel_type type,
				      __u32 inner)
{
	outer_v4(&header->ip, &work->node_address, &to->ipv4, sizeof(*header) + inner, 0,
		 IPPROTO_UDP);
	tunnel_fill(work, type, inner, &header->tunnel);
}

static __always_inline void geneve_v6(struct tunnel_v6 *header, const struct work *work,
				      const struct wire_node *to, enum tunnel_type type,
				      __u32 inner)
{
	outer_v6(&header->ip, &work->node_address, &to->ipv6, sizeof(header->tunnel) + inner,
		 IPPROTO_UDP);
	tunnel_fill(work, type, inner, &header->tunnel);
}

/*
 * An IP header to the pod, over zeroes. The pod's port travels where nothing else would: in the
 * identification of a packet that is never cut (RFC 6864), or in the flow label.
 */
static __always_inline void ipip_v4(struct iphdr *header, const struct work *work, __u32 inner)
{
	outer_v4(header, &work->node_address, &work->way.destination, sizeof(*header) + inner,
		 work->way.destination_port, IPPROTO_IPIP);
}

static __always_inline void ipip_v6(struct ipv6hdr *header, const struct work *work, __u32 inner)
{
	__u16 port = bpf_ntohs(work->way.destination_port);

	outer_v6(header, &work->node_address, &work->way.destination, inner, IPPROTO_IPV6);
	header->flow_lbl[1] = port >> 8;
	header->flow_lbl[2] = port;
}

#endif
