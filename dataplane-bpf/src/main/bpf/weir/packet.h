/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* packet.h: one packet at one endpoint, whatever its family. */
#ifndef WEIR_PACKET_H
#define WEIR_PACKET_H

#include "weir/address.h"
#include "weir/flow_abi.h"

#include <linux/in.h>
#include <linux/in6.h>

/* Where a program sits. At a pod: what leaves it, and what goes to it. */
enum direction { FROM_POD = 0, TO_POD = 1, FROM_NETWORK = 2, TO_NETWORK = 3, DIRECTIONS = 4 };

enum fragment_part { FRAGMENT_NONE = 0, FRAGMENT_FIRST = 1, FRAGMENT_LATER = 2 };

#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04
#define TCP_ACK 0x10

struct packet {
	struct flow_key flow;
	__u32 transport; /* offset of its header in the frame */
	__u32 end;	 /* offset of what follows the IP packet */
	__be32 fragment_id;
	__u8 part; /* enum fragment_part */
	__u8 tcp_flags;
	__u8 icmp_type; /* of either ICMP; 0 for others */
	__u8 hop_limit;
	__u8 opens; /* TCP SYN or SCTP INIT: a new connection, whatever is known of its flow */
	__u8 to_pod;
	__u8 ipv6;
	__u8 pad[5];
};

static __always_inline struct address *packet_source(struct packet *packet)
{
	return packet->to_pod ? &packet->flow.remote : &packet->flow.local;
}

static __always_inline struct address *packet_destination(struct packet *packet)
{
	return packet->to_pod ? &packet->flow.local : &packet->flow.remote;
}

static __always_inline void packet_set_ports(struct packet *packet, __be16 source,
					     __be16 destination)
{
	packet->flow.local_port = packet->to_pod ? destination : source;
	packet->flow.remote_port = packet->to_pod ? source : destination;
}

static __always_inline bool packet_is_icmp(const struct packet *packet)
{
	return packet->flow.protocol == (packet->ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
}

static __always_inline bool is_icmp_error(const struct packet *packet)
{
	__u8 type = packet->icmp_type;

	if (!packet_is_icmp(packet))
		return false;
	return packet->ipv6 ? type >= 1 && type <= 4 : type == 3 || type == 11 || type == 12;
}

#endif
