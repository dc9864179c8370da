/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* transport.h: ports, and what a packet does to its connection. */
#ifndef WEIR_TRANSPORT_H
#define WEIR_TRANSPORT_H

#include "weir/packet.h"

#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define ICMP_ECHO_REPLY	    0
#define ICMP_ECHO_REQUEST   8
#define ICMPV6_ECHO_REQUEST 128
#define ICMPV6_ECHO_REPLY   129
#define SCTP_INIT	    1
#define TCP_HEADER	    20
#define UDP_HEADER	    8

/* What transport headers begin with. */
struct transport_start {
	union {
		struct {
			__be16 source;
			__be16 destination;
			__be16 udp_length;
			__be16 checksum;
		} ports;
		struct {
			__u8 type;
			__u8 code;
			__be16 checksum;
			__be16 id;
			__be16 sequence;
		} icmp;
	};
};

/* Parts 12 to 15 of the header of TCP, and of SCTP, whose first chunk begins there. */
struct transport_next {
	union {
		__u8 tcp_length; /* in the high half, in units of 4 bytes */
		__u8 sctp_chunk;
	};
	__u8 tcp_flags;
	__be16 rest;
};

/* RFC 7112, RFC 1858: a first fragment has all headers. */
static __always_inline enum drop_reason transport_missing(const struct packet *packet)
{
	return packet->part == FRAGMENT_FIRST ? DROP_BAD_HEADER : DROP_TRUNCATED;
}

static __always_inline bool transport_has(const struct packet *packet, __u32 bytes)
{
	return packet->transport + bytes <= packet->end;
}

/* An echo's id is a port of the side that asked. */
static __always_inline void icmp_ports(struct packet *packet, const struct transport_start *start)
{
	__u8 type = start->icmp.type;

	packet->icmp_type = type;
	if (type == (packet->ipv6 ? ICMPV6_ECHO_REQUEST : ICMP_ECHO_REQUEST))
		packet_set_ports(packet, start->icmp.id, 0);
	if (type == (packet->ipv6 ? ICMPV6_ECHO_REPLY : ICMP_ECHO_REPLY))
		packet_set_ports(packet, 0, start->icmp.id);
}

static __always_inline bool protocol_has_ports(__u8 protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP;
}

/* The first 8 bytes, which an ICMP error quotes too. */
static __always_inline enum drop_reason
transport_start(struct __sk_buff *skb, struct packet *packet, struct transport_start *start)
{
	bool ports = protocol_has_ports(packet->flow.protocol);

	if (!ports && !packet_is_icmp(packet))
		return DROP_NONE;
	if (!transport_has(packet, sizeof(*start)) ||
	    bpf_skb_load_bytes(skb, packet->transport, start, sizeof(*start)))
		return transport_missing(packet);
	if (ports)
		packet_set_ports(packet, start->ports.source, start->ports.destination);
	else
		icmp_ports(packet, start);
	return DROP_NONE;
}

static __always_inline enum drop_reason transport_ports(struct __sk_buff *skb,
							struct packet *packet)
{
	struct transport_start start = {};

	return transport_start(skb, packet, &start);
}

static __always_inline enum drop_reason tcp_parse(struct packet *packet,
						  const struct transport_next *next)
{
	__u32 header = 4 * (next->tcp_length >> 4);

	if (header < TCP_HEADER)
		return DROP_BAD_HEADER;
	if (!transport_has(packet, header))
		return transport_missing(packet);
	packet->tcp_flags = next->tcp_flags;
	packet->opens = (next->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
	return DROP_NONE;
}

/* A datagram of a packet that the kernel will cut has the length of one of the pieces, or of all.
 */
static __always_inline enum drop_reason udp_parse(struct __sk_buff *skb,
						  const struct packet *packet, __u32 length)
{
	if (length < UDP_HEADER)
		return DROP_BAD_HEADER;
	if (packet->part == FRAGMENT_NONE && !skb->gso_size && !transport_has(packet, length))
		return DROP_BAD_HEADER;
	return DROP_NONE;
}

static __always_inline enum drop_reason transport_parse(struct __sk_buff *skb,
							struct packet *packet)
{
	struct transport_start start = {};
	struct transport_next next;
	__u8 protocol = packet->flow.protocol;
	enum drop_reason reason = transport_start(skb, packet, &start);

	if (reason)
		return reason;
	if (protocol == IPPROTO_UDP)
		return udp_parse(skb, packet, bpf_ntohs(start.ports.udp_length));
	if (protocol != IPPROTO_TCP && protocol != IPPROTO_SCTP)
		return DROP_NONE;
	if (!transport_has(packet, 12 + sizeof(next)) ||
	    bpf_skb_load_bytes(skb, packet->transport + 12, &next, sizeof(next)))
		return transport_missing(packet);
	if (protocol == IPPROTO_TCP)
		return tcp_parse(packet, &next);
	packet->opens = next.sctp_chunk == SCTP_INIT;
	return DROP_NONE;
}

#endif
