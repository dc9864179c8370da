/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* xdp_frame.h: frames in front of the stack, and what is put into them. */
#ifndef WEIR_XDP_FRAME_H
#define WEIR_XDP_FRAME_H

#include "weir/outer.h"

static __always_inline void *xdp_begin(const struct xdp_md *xdp)
{
	return (void *)(long)xdp->data;
}

static __always_inline void *xdp_end(const struct xdp_md *xdp)
{
	return (void *)(long)xdp->data_end;
}

static __always_inline void ethernet_write(struct ethhdr *ethernet, const struct next_hop *hop,
					   bool ipv6)
{
	__builtin_memcpy(ethernet->h_dest, hop->destination_mac, ETH_ALEN);
	__builtin_memcpy(ethernet->h_source, hop->source_mac, ETH_ALEN);
	ethernet->h_proto = ipv6 ? bpf_htons(ETH_P_IPV6) : bpf_htons(ETH_P_IP);
}

/* Makes room for a header between Ethernet and IP; NULL where there is none. */
static __always_inline void *push(struct xdp_md *xdp, __u32 bytes, const struct next_hop *hop,
				  bool ipv6)
{
	void *begin;

	if (bpf_xdp_adjust_head(xdp, -(int)bytes))
		return NULL;
	begin = xdp_begin(xdp);
	if (begin + ETH_HLEN + bytes > xdp_end(xdp))
		return NULL;
	ethernet_write(begin, hop, ipv6);
	return begin + ETH_HLEN;
}

/* Geneve and our option in front; false leaves the packet as it is. */
static __always_inline bool geneve_push_early(struct xdp_md *xdp, const struct work *work,
					      const struct next_hop *hop)
{
	struct wire_node *node = bpf_map_lookup_elem(&wire_nodes, &work->way.node);
	enum tunnel_type type =
		work->way.path == WIRE_FORWARD ? TUNNEL_TO_BACKEND_BACK : TUNNEL_TO_BACKEND;
	bool ipv6 = work->packet.ipv6;
	__u32 inner = work->bytes - ETH_HLEN;

	if (!node)
		return false;
	if (ipv6) {
		struct tunnel_v6 *header = push(xdp, sizeof(*header), hop, true);

		if (!header)
			return false;
		__builtin_memset(header, 0, sizeof(*header));
		geneve_v6(header, work, node, type, inner);
		return true;
	}
	struct tunnel_v4 *header = push(xdp, sizeof(*header), hop, false);

	if (!header)
		return false;
	__builtin_memset(header, 0, sizeof(*header));
	geneve_v4(header, work, node, type, inner);
	return true;
}

/* The same with an IP header to the pod. */
static __always_inline bool ipip_push_early(struct xdp_md *xdp, const struct work *work,
					    const struct next_hop *hop)
{
	__u32 inner = work->bytes - ETH_HLEN;

	if (work->packet.ipv6) {
		struct ipv6hdr *header = push(xdp, sizeof(*header), hop, true);

		if (!header)
			return false;
		__builtin_memset(header, 0, sizeof(*header));
		ipip_v6(header, work, inner);
		return true;
	}
	struct iphdr *header = push(xdp, sizeof(*header), hop, false);

	if (!header)
		return false;
	__builtin_memset(header, 0, sizeof(*header));
	ipip_v4(header, work, inner);
	return true;
}

/* To the other node's MAC, as another router would pass it on. */
static __always_inline bool hand_over(struct xdp_md *xdp, const struct work *work,
				      const struct next_hop *hop)
{
	void *begin = xdp_begin(xdp);

	if (!frame_hop_take(begin, xdp_end(xdp), work->packet.ipv6))
		return false;
	ethernet_write(begin, hop, work->packet.ipv6);
	return true;
}

#endif
