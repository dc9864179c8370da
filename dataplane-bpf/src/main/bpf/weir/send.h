/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* send.h: where packets go once they are translated. */
#ifndef WEIR_SEND_H
#define WEIR_SEND_H

#include "weir/answer.h"
#include "weir/tunnel.h"

/* The pod of this node that has an address; NULL where none has. */
static __always_inline struct local_pod *local_pod(const struct address *address)
{
	__be32 tag = *(const __be32 *)((const char *)address + 12);
	struct local_pod *pod = bpf_map_lookup_elem(&local_pods, address);

	return pod && pod->tag == tag ? pod : NULL;
}

static __always_inline void interface_mark(__u32 ifindex, __u32 bit)
{
	__u32 index = ifindex & (WIRE_INTERFACES - 1);
	__u32 *marks = bpf_map_lookup_elem(&wire_interfaces, &index);

	if (marks && !(*marks & bit))
		__sync_fetch_and_or(marks, bit);
}

static __always_inline bool interface_has(__u32 ifindex, __u32 bit)
{
	__u32 index = ifindex & (WIRE_INTERFACES - 1);
	__u32 *marks = bpf_map_lookup_elem(&wire_interfaces, &index);

	return marks && *marks & bit;
}

/* Interface towards an address, by the routing table; 0 where there is no way. */
static __noinline __u32 way_out(struct __sk_buff *skb, __u32 ifindex, const struct address *from,
				const struct address *to)
{
	bool ipv6 = !address_is_ipv4(to);
	struct bpf_fib_lookup fib = {.family = ipv6 ? 10 : 2, .ifindex = ifindex};

	if (ipv6) {
		__builtin_memcpy(fib.ipv6_src, from, sizeof(*from));
		__builtin_memcpy(fib.ipv6_dst, to, sizeof(*to));
	} else {
		fib.ipv4_src = ipv4_of(from);
		fib.ipv4_dst = ipv4_of(to);
	}
	switch (bpf_fib_lookup(skb, &fib, sizeof(fib), 0)) {
	case BPF_FIB_LKUP_RET_SUCCESS:
	case BPF_FIB_LKUP_RET_NO_NEIGH:
	case BPF_FIB_LKUP_RET_FRAG_NEEDED:
		return fib.ifindex;
	default:
		return 0;
	}
}

static __always_inline bool macs_write(struct __sk_buff *skb, const __u8 *destination,
				       const __u8 *source)
{
	__u8 macs[2 * ETH_ALEN];

	__builtin_memcpy(macs, destination, ETH_ALEN);
	__builtin_memcpy(macs + ETH_ALEN, source, ETH_ALEN);
	return !bpf_skb_store_bytes(skb, 0, macs, sizeof(macs), 0);
}

/* No policy has a word at the interface: not of what goes in, nor of the answers. */
static __always_inline bool is_unjudged(__u32 ifindex)
{
	if (!wire_config.policies)
		return true;
	struct endpoint *endpoint = bpf_map_lookup_elem(&endpoints, &ifindex);

	return endpoint && !(endpoint->ingress_set | endpoint->egress_set |
			     endpoint->audit_ingress_set | endpoint->audit_egress_set);
}

static __noinline int send_to_pod(struct __sk_buff *skb, struct work *work)
{
	struct local_pod *pod = local_pod(&work->way.destination);
	bool straight = work->way.path == WIRE_PEER;

	if (!pod) { /* gone, or on its way: the stack may know */
		path_count(WIRE_STACK, work->bytes);
		return NEXT;
	}
	__u32 ifindex = pod->ifindex;

	straight = straight || (work->direction != TO_NETWORK && is_unjudged(ifindex));
	if (!macs_write(skb, pod->mac, pod->host_mac))
		return drop(work->bytes, work->direction, DROP_REWRITE);
	path_count(straight ? WIRE_PEER : WIRE_POD, work->bytes);
	return straight ? bpf_redirect_peer(ifindex, 0) : bpf_redirect(ifindex, 0);
}

/* To another node as the packet stands, or by its MAC where the agent knows it. */
static __always_inline int send_to_node(struct __sk_buff *skb, struct work *work)
{
	struct next_hop *hop = bpf_map_lookup_elem(&next_hops, &work->way.node);

	if (!hop || !hop->ifindex)
		return bpf_redirect_neigh(work->way.ifindex ? work->way.ifindex
							    : work->packet.flow.ifindex,
					  NULL, 0, 0);
	__u32 ifindex = hop->ifindex;

	if (!macs_write(skb, hop->destination_mac, hop->source_mac))
		return drop(work->bytes, work->direction, DROP_REWRITE);
	return bpf_redirect(ifindex, 0);
}

static __always_inline bool path_is_tunnel(__u8 path)
{
	return path == WIRE_GENEVE || path == WIRE_IPIP || path == WIRE_FORWARD ||
	       path == WIRE_RETURN;
}

/* RFC 1191, RFC 8201: who sends too much for a tunnel learns what fits beside its headers. */
static __always_inline bool fits(struct __sk_buff *skb, const struct work *work, __u32 *mtu)
{
	__u32 ifindex = work->way.ifindex ? work->way.ifindex : work->packet.flow.ifindex;
	__u32 overhead = tunnel_overhead(work);

	*mtu = 0;
	if (!path_is_tunnel(work->way.path) || skb->len + overhead <= ALWAYS_FITS ||
	    bpf_check_mtu(skb, ifindex, mtu, overhead, 0) != BPF_MTU_CHK_RET_FRAG_NEEDED)
		return true;
	*mtu -= overhead;
	return false;
}

static __noinline int send_by_tunnel(struct __sk_buff *skb, struct work *work)
{
	struct wire_node *node = bpf_map_lookup_elem(&wire_nodes, &work->way.node);
	enum wire_path path = work->way.path;
	bool pushed;

	if (!node)
		return drop(work->bytes, work->direction, DROP_SERVICE_NO_LOCAL);
	if (path == WIRE_IPIP) {
		pushed = ipip_push(skb, work);
	} else {
		enum tunnel_type type = path == WIRE_RETURN    ? TUNNEL_ANSWER
					: path == WIRE_FORWARD ? TUNNEL_TO_BACKEND_BACK
							       : TUNNEL_TO_BACKEND;

		pushed = geneve_push(skb, work, node, type);
	}
	if (!pushed)
		return drop(work->bytes, work->direction, DROP_REWRITE);
	path_count(path, work->bytes);
	if (path == WIRE_IPIP) /* its next hop is the pod's, not the node's */
		return bpf_redirect_neigh(work->way.ifindex ? work->way.ifindex
							    : work->packet.flow.ifindex,
					  NULL, 0, 0);
	return send_to_node(skb, work);
}

/* Out again, where another router would take one from the hop limit as well. */
static __always_inline int send_on(struct __sk_buff *skb, struct work *work)
{
	bool routed = work->direction == FROM_NETWORK;

	if (routed && !hop_take(skb, &work->packet))
		return drop(work->bytes, work->direction, DROP_HOP_LIMIT);
	path_count(work->way.path, work->bytes);
	if (work->way.path == WIRE_L2)
		return send_to_node(skb, work);
	return bpf_redirect_neigh(work->way.ifindex ? work->way.ifindex : work->packet.flow.ifindex,
				  NULL, 0, 0);
}

/* Returns what the program returns. */
static __always_inline int send(struct __sk_buff *skb, struct work *work)
{
	switch (work->way.path) {
	case WIRE_POD:
	case WIRE_PEER:
		return send_to_pod(skb, work);
	case WIRE_GENEVE:
	case WIRE_IPIP:
	case WIRE_FORWARD:
	case WIRE_RETURN:
		return send_by_tunnel(skb, work);
	case WIRE_NEXT_HOP:
	case WIRE_L2:
	case WIRE_RELAY:
		return send_on(skb, work);
	default:
		path_count(WIRE_STACK, work->bytes);
		return NEXT;
	}
}

#endif
