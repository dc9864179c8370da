/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* frame.h: a look at a packet's headers where they lie, for what must be quick. */
#ifndef WEIR_FRAME_H
#define WEIR_FRAME_H

#include "weir/address.h"

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* Read in one place only: kept in a register across branches, clang asks for what is no offset. */
static __always_inline void *frame_begin(struct __sk_buff *skb)
{
	__u64 begin;

	asm volatile("%0 = *(u32 *)(%1 + %2)"
		     : "=r"(begin)
		     : "r"(skb), "i"(__builtin_offsetof(struct __sk_buff, data)));
	return (void *)begin;
}

static __always_inline void *frame_end(struct __sk_buff *skb)
{
	__u64 end;

	asm volatile("%0 = *(u32 *)(%1 + %2)"
		     : "=r"(end)
		     : "r"(skb), "i"(__builtin_offsetof(struct __sk_buff, data_end)));
	return (void *)end;
}

/* What the first question about a packet needs. */
struct glance {
	struct address source;
	struct address destination;
	__u8 protocol; /* IPv6: of the first header */
	__u8 pad[7];
};

/* False where it is no IP packet, or not all of its IP header lies in front. */
static __always_inline bool glance_at(void *begin, void *end, __be16 ethertype,
				      struct glance *glance)
{
	if (ethertype == bpf_htons(ETH_P_IP)) {
		struct iphdr *ip = begin + ETH_HLEN;

		if ((void *)(ip + 1) > end)
			return false;
		glance->source = address_of_v4(ip->saddr);
		glance->destination = address_of_v4(ip->daddr);
		glance->protocol = ip->protocol;
		return true;
	}
	if (ethertype == bpf_htons(ETH_P_IPV6)) {
		struct ipv6hdr *ip = begin + ETH_HLEN;

		if ((void *)(ip + 1) > end)
			return false;
		glance->source = address_of_v6(&ip->saddr);
		glance->destination = address_of_v6(&ip->daddr);
		glance->protocol = ip->nexthdr;
		return true;
	}
	return false;
}

static __always_inline bool frame_glance(struct __sk_buff *skb, struct glance *glance)
{
	return glance_at(frame_begin(skb), frame_end(skb), skb->protocol, glance);
}

static __always_inline bool mac_equal(const __u8 *one, const __u8 *other)
{
	__u16 differ = 0;

	for (int i = 0; i < ETH_ALEN; i += sizeof(__u16)) {
		__u16 a, b;

		__builtin_memcpy(&a, one + i, sizeof(a));
		__builtin_memcpy(&b, other + i, sizeof(b));
		differ |= a ^ b;
	}
	return !differ;
}

/* Takes one from the hop limit of a whole IP packet; false where none would be left. */
static __always_inline bool frame_hop_take(void *begin, void *end, bool ipv6)
{
	struct iphdr *v4 = begin + ETH_HLEN;
	struct ipv6hdr *v6 = begin + ETH_HLEN;

	if (ipv6) {
		if ((void *)(v6 + 1) > end || v6->hop_limit <= 1)
			return false;
		v6->hop_limit--;
		return true;
	}
	if ((void *)(v4 + 1) > end || v4->ttl <= 1)
		return false;
	/* RFC 1141: one less in the high byte of a word is one more in the sum. */
	__u32 sum = v4->check + bpf_htons(0x0100);

	v4->check = sum + (sum >= 0xffff);
	v4->ttl--;
	return true;
}

#endif
