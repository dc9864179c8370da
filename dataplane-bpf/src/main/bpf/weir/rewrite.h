/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* rewrite.h: a packet gets other addresses and ports, its checksums with them. */
#ifndef WEIR_REWRITE_H
#define WEIR_REWRITE_H

#include "weir/begin.h"

#include <stddef.h>

#include <linux/tcp.h>
#include <linux/udp.h>

#define ICMP_CHECKSUM 2 /* offset, of either ICMP */

/* Of bpf_l4_csum_replace, from 6.16 on: no IPv4 header makes up for the change. */
#define CSUM_IPV6 (1ULL << 7)

/* Both addresses of an IP header. */
struct address_pair {
	struct address source;
	struct address destination;
};

static __always_inline bool pair_write(struct __sk_buff *skb, __u32 header, bool ipv6,
				       const struct address_pair *to)
{
	const union words *source = (const void *)&to->source;
	const union words *destination = (const void *)&to->destination;

	if (ipv6)
		return !bpf_skb_store_bytes(skb, header + offsetof(struct ipv6hdr, saddr), to,
					    sizeof(*to), BPF_F_INVALIDATE_HASH);
	__be32 ipv4[2] = {source->word[3], destination->word[3]};

	return !bpf_skb_store_bytes(skb, header + offsetof(struct iphdr, saddr), ipv4, sizeof(ipv4),
				    BPF_F_INVALIDATE_HASH);
}

/*
 * The addresses of the IP header at an offset. Returns by how much sums over them change; in IPv4
 * the header's own checksum follows. The first 12 bytes of IPv4's are the same and do not count.
 */
static __noinline __s64 addresses_rewrite(struct __sk_buff *skb, __u32 header,
					  struct address_pair *from, struct address_pair *to)
{
	bool ipv6 = !address_is_ipv4(&from->source);
	__s64 change = bpf_csum_diff((void *)from, sizeof(*from), (void *)to, sizeof(*to), 0);

	if (!ipv6 && bpf_l3_csum_replace(skb, header + offsetof(struct iphdr, check), 0, change, 0))
		return -1;
	return pair_write(skb, header, ipv6, to) ? change & 0xffffffff : -1;
}

/* Where the transport's checksum lies, relative to its header; 0 = it has none over addresses. */
static __always_inline __u32 checksum_offset(__u8 protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return offsetof(struct tcphdr, check);
	case IPPROTO_UDP:
		return offsetof(struct udphdr, check);
	case IPPROTO_ICMPV6:
		return ICMP_CHECKSUM;
	default:
		return 0;
	}
}

static __always_inline __u64 checksum_flags(const struct packet *packet)
{
	return (packet->flow.protocol == IPPROTO_UDP ? BPF_F_MARK_MANGLED_0 : 0) |
	       (packet->ipv6 && wire_config.csum_ipv6 ? CSUM_IPV6 : 0);
}

/* Source and destination port, as they stand in the header. */
static __always_inline __u32 ports_of(__be16 source, __be16 destination)
{
	return (__u32)destination << 16 | source;
}

static __always_inline bool ports_rewrite(struct __sk_buff *skb, const struct packet *packet,
					  __u32 checksum, __u32 from, __u32 to)
{
	if (from == to)
		return true;
	/* SCTP's checksum is over the whole packet: out of reach. */
	if (!checksum)
		return false;
	if (bpf_l4_csum_replace(skb, packet->transport + checksum, from, to,
				checksum_flags(packet) | sizeof(to)))
		return false;
	return !bpf_skb_store_bytes(skb, packet->transport, &to, sizeof(to), 0);
}

/* Gives the packet what work->way says. Returns an enum drop_reason. */
static __noinline int packet_rewrite(struct __sk_buff *skb, struct work *work)
{
	struct packet *packet = &work->packet;
	struct address_pair from = {work->tuple.source, work->tuple.destination};
	struct address_pair to = {work->way.source, work->way.destination};
	__u32 checksum = checksum_offset(packet->flow.protocol);
	__s64 change = addresses_rewrite(skb, ETH_HLEN, &from, &to);

	if (change < 0)
		return DROP_REWRITE;
	if (packet->part == FRAGMENT_LATER)
		return DROP_NONE;
	if (checksum && bpf_l4_csum_replace(skb, packet->transport + checksum, 0, change,
					    checksum_flags(packet) | BPF_F_PSEUDO_HDR))
		return DROP_REWRITE;
	if (ports_rewrite(skb, packet, checksum,
			  ports_of(work->tuple.source_port, work->tuple.destination_port),
			  ports_of(work->way.source_port, work->way.destination_port)))
		return DROP_NONE;
	return checksum ? DROP_REWRITE : DROP_SERVICE_PORT_FIXED;
}

/* Takes one from the hop limit; false where none would be left. */
static __always_inline bool hop_take(struct __sk_buff *skb, const struct packet *packet)
{
	__u8 left = packet->hop_limit - 1;

	if (packet->hop_limit <= 1)
		return false;
	if (packet->ipv6)
		return !bpf_skb_store_bytes(skb, ETH_HLEN + offsetof(struct ipv6hdr, hop_limit),
					    &left, 1, 0);
	/* It shares a word of the checksum with the protocol. */
	__be16 from = bpf_htons(packet->hop_limit << 8 | packet->flow.protocol);
	__be16 to = bpf_htons(left << 8 | packet->flow.protocol);

	if (bpf_l3_csum_replace(skb, ETH_HLEN + offsetof(struct iphdr, check), from, to, 2))
		return false;
	return !bpf_skb_store_bytes(skb, ETH_HLEN + offsetof(struct iphdr, ttl), &left, 1, 0);
}

#endif
