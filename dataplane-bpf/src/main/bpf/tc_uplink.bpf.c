/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * tc_uplink: Services at the node's uplink. What comes from the network comes in there
 * (from_network), what goes to it goes out there (to_network).
 */
#include "weir/deny.h"
#include "weir/wire.h"

char weir_license[] SEC("license") = "GPL";

#define PACKET_HOST 0

/* The inner packet is for this backend; its flow is the one that it carries. */
static __noinline int from_tunnel(struct __sk_buff *skb, const struct slot *backend,
				  __u32 return_node)
{
	struct work *work = work_begin(skb, FROM_NETWORK, ORIGIN_TUNNEL);

	if (!work)
		return NEXT;
	work->backend = *backend;
	work->return_node = return_node;
	if (packet_parse(skb, &work->packet))
		return drop(work->bytes, FROM_NETWORK, DROP_TUNNEL_BROKEN);
	return serve(skb, work);
}

/* The inner packet is an answer that another node returned: it leaves as it is. */
static __noinline int relay(struct __sk_buff *skb)
{
	struct work *work = work_begin(skb, FROM_NETWORK, ORIGIN_TUNNEL);

	if (!work)
		return NEXT;
	if (packet_parse(skb, &work->packet) ||
	    !(address_flags(packet_source(&work->packet)) & ~SERVICE_ADDRESS_PEER))
		return drop(work->bytes, FROM_NETWORK, DROP_TUNNEL_BROKEN);
	work->way.path = WIRE_RELAY;
	work->way.ifindex = way_out(skb, work->packet.flow.ifindex, packet_source(&work->packet),
				    packet_destination(&work->packet));
	return send_on(skb, work);
}

static __always_inline bool is_ours(const struct tunnel *tunnel)
{
	return tunnel->option_words == TUNNEL_OPTION_WORDS &&
	       tunnel->option_class == bpf_htons(TUNNEL_CLASS) &&
	       tunnel->option_data == TUNNEL_OPTION_WORDS - 1;
}

/* Who asks is told that tunnels arrive here, by the way that the question came. */
static __noinline int probe_answer(struct __sk_buff *skb, const struct work *work)
{
	struct address_pair back = {.source = *packet_destination((struct packet *)&work->packet),
				    .destination = *packet_source((struct packet *)&work->packet)};
	__be16 ports[2] = {wire_config.tunnel_port, wire_config.tunnel_port};
	__u32 udp = work->packet.transport;
	__u8 type = TUNNEL_PROBE_ANSWER;
	__be16 no_checksum = 0;

	if (!pair_write(skb, ETH_HLEN, work->packet.ipv6, &back) ||
	    bpf_skb_store_bytes(skb, udp, ports, sizeof(ports), 0) ||
	    bpf_skb_store_bytes(skb, udp + offsetof(struct tunnel, udp_checksum), &no_checksum,
				sizeof(no_checksum), 0) ||
	    bpf_skb_store_bytes(skb, udp + offsetof(struct tunnel, option_type), &type, 1, 0) ||
	    !macs_swap(skb))
		return DROP;
	return bpf_redirect(skb->ifindex, 0);
}

static __noinline int probe_heard(struct work *work)
{
	bpf_map_update_elem(&tunnel_answers, packet_source(&work->packet), &work->now, BPF_ANY);
	return DROP;
}

/* A packet to our tunnel's port. Another's Geneve on the same port is left to its owner. */
static __noinline int geneve_receive(struct __sk_buff *skb, struct work *work)
{
	struct address source = *packet_source(&work->packet);
	struct slot backend = {};
	struct tunnel tunnel;

	if (bpf_skb_load_bytes(skb, work->packet.transport, &tunnel, sizeof(tunnel)) ||
	    !is_ours(&tunnel))
		return NEXT;
	__u32 *node = bpf_map_lookup_elem(&tunnel_peers, &source);

	if (!node)
		return drop(work->bytes, FROM_NETWORK, DROP_TUNNEL_SPOOFED);
	if (tunnel.option_type == TUNNEL_PROBE) /* who is not answered sends no new flows */
		return wire_config.draining ? DROP : probe_answer(skb, work);
	if (tunnel.option_type == TUNNEL_PROBE_ANSWER)
		return probe_heard(work);
	__u32 return_node = tunnel.option_type == TUNNEL_TO_BACKEND_BACK ? *node : 0;
	__u32 bytes = work->packet.transport + sizeof(tunnel) - ETH_HLEN;

	if (tunnel.protocol != (__be16)skb->protocol || !tunnel_pop(skb, bytes, false))
		return drop(work->bytes, FROM_NETWORK, DROP_TUNNEL_BROKEN);
	if (tunnel.option_type == TUNNEL_ANSWER)
		return relay(skb);
	__builtin_memcpy(&backend.address, tunnel.backend, sizeof(tunnel.backend));
	backend.port = tunnel.backend_port;
	return from_tunnel(skb, &backend, return_node);
}

/* An IP packet in an IP packet, to a pod: from another node it is DSR. */
static __noinline int ipip_receive(struct __sk_buff *skb, struct work *work)
{
	struct address source = *packet_source(&work->packet);
	struct slot backend = {.address = *packet_destination(&work->packet)};

	if (!bpf_map_lookup_elem(&tunnel_peers, &source) || !local_pod(&backend.address))
		return NEXT;
	if (!work->packet.ipv6)
		backend.port = work->packet.fragment_id & 0xffff;
	else if (bpf_skb_load_bytes(skb, ETH_HLEN + 2, &backend.port, sizeof(backend.port)))
		return NEXT;
	if (!tunnel_pop(skb, work->packet.transport - ETH_HLEN, false))
		return drop(work->bytes, FROM_NETWORK, DROP_TUNNEL_BROKEN);
	return from_tunnel(skb, &backend, 0);
}

SEC("tc")
int from_network(struct __sk_buff *skb)
{
	struct glance glance;

	if (skb->tc_index)
		skb->tc_index = 0;
	if (skb->pkt_type != PACKET_HOST || !frame_glance(skb, &glance))
		return NEXT;
	if (is_denied(&glance.source, DENY_IN_STACK))
		return drop(skb->len, FROM_NETWORK, DROP_DENIED_SOURCE);
	__u32 flags = address_flags(&glance.destination);
	bool ipip = glance.protocol == IPPROTO_IPIP || glance.protocol == IPPROTO_IPV6;

	if (!flags && !ipip && !is_in_service_range(&glance.destination))
		return NEXT;
	struct work *work = work_begin(skb, FROM_NETWORK, ORIGIN_NETWORK);

	if (!work || packet_parse(skb, &work->packet))
		return NEXT;
	if (ipip)
		return ipip_receive(skb, work);
	if (flags & SERVICE_ADDRESS_NODE && glance.protocol == IPPROTO_UDP &&
	    work->packet.flow.local_port == wire_config.tunnel_port)
		return geneve_receive(skb, work);
	work->address_flags = flags;
	return serve(skb, work);
}

/* What this node itself sends: to a Service, or as a backend. What it forwards has been seen. */
SEC("tc")
int to_network(struct __sk_buff *skb)
{
	struct glance glance;

	if (skb->ingress_ifindex || !frame_glance(skb, &glance))
		return NEXT;
	__u32 flags = address_flags(&glance.destination) &
		      (SERVICE_ADDRESS_CLUSTER_IP | SERVICE_ADDRESS_EXTERNAL);

	if (!flags && !is_in_service_range(&glance.destination)) {
		if (!interface_has(skb->ifindex, SERVES))
			return NEXT;
		struct work *work = work_begin(skb, TO_NETWORK, ORIGIN_NODE);

		return work ? serve_answer(skb, work) : NEXT;
	}
	struct work *work = work_begin(skb, TO_NETWORK, ORIGIN_NODE);

	if (!work || packet_parse(skb, &work->packet))
		return NEXT;
	work->address_flags = flags;
	return serve(skb, work);
}
