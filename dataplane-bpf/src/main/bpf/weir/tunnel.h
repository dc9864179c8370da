/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * tunnel.h: packets to other nodes and from them, whole, in an IP packet between nodes. No device
 * is needed at either end.
 */
#ifndef WEIR_TUNNEL_H
#define WEIR_TUNNEL_H

#include "weir/outer.h"
#include "weir/rewrite.h"

/* Datagrams of one packet that is to be cut keep their sizes; segments of a stream may shrink. */
static __always_inline __u64 gso_flags(struct __sk_buff *skb, const struct work *work)
{
	return skb->gso_size && work->packet.flow.protocol == IPPROTO_UDP ? BPF_F_ADJ_ROOM_FIXED_GSO
									  : 0;
}

/* Puts Geneve and our option in front. False where the kernel refuses. */
static __noinline bool geneve_push(struct __sk_buff *skb, struct work *work, struct wire_node *to,
				   enum tunnel_type type)
{
	__u32 inner = skb->len - ETH_HLEN;
	__u64 flags = BPF_F_ADJ_ROOM_ENCAP_L4_UDP | gso_flags(skb, work);

	if (work->packet.ipv6) {
		struct tunnel_v6 header = {};

		geneve_v6(&header, work, to, type, inner);
		return !bpf_skb_adjust_room(skb, sizeof(header), BPF_ADJ_ROOM_MAC,
					    flags | BPF_F_ADJ_ROOM_ENCAP_L3_IPV6) &&
		       !bpf_skb_store_bytes(skb, ETH_HLEN, &header, sizeof(header), 0);
	}
	struct tunnel_v4 header = {};

	geneve_v4(&header, work, to, type, inner);
	return !bpf_skb_adjust_room(skb, sizeof(header), BPF_ADJ_ROOM_MAC,
				    flags | BPF_F_ADJ_ROOM_ENCAP_L3_IPV4) &&
	       !bpf_skb_store_bytes(skb, ETH_HLEN, &header, sizeof(header), 0);
}

static __noinline bool ipip_push(struct __sk_buff *skb, struct work *work)
{
	__u32 inner = skb->len - ETH_HLEN;
	__u64 flags = gso_flags(skb, work);

	if (work->packet.ipv6) {
		struct ipv6hdr header = {};

		ipip_v6(&header, work, inner);
		return !bpf_skb_adjust_room(skb, sizeof(header), BPF_ADJ_ROOM_MAC,
					    flags | BPF_F_ADJ_ROOM_ENCAP_L3_IPV6) &&
		       !bpf_skb_store_bytes(skb, ETH_HLEN, &header, sizeof(header), 0);
	}
	struct iphdr header = {};

	ipip_v4(&header, work, inner);
	return !bpf_skb_adjust_room(skb, sizeof(header), BPF_ADJ_ROOM_MAC,
				    flags | BPF_F_ADJ_ROOM_ENCAP_L3_IPV4) &&
	       !bpf_skb_store_bytes(skb, ETH_HLEN, &header, sizeof(header), 0);
}

/* Takes away what is in front of the inner packet. */
static __always_inline bool tunnel_pop(struct __sk_buff *skb, __u32 bytes, bool datagrams)
{
	__u64 flags = skb->gso_size && datagrams ? BPF_F_ADJ_ROOM_FIXED_GSO : 0;

	return !bpf_skb_adjust_room(skb, -(__s32)bytes, BPF_ADJ_ROOM_MAC, flags);
}

#endif
