/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * work.h: one packet on its way through the programs that translate. It is too large for the stack,
 * and lies in a map of one element for each CPU; programs of one CPU do not interrupt each other.
 */
#ifndef WEIR_WORK_H
#define WEIR_WORK_H

#include "weir/packet.h"
#include "weir/wire_abi.h"

/* Verdicts of the steps beside enum drop_reason. */
#define PASS_ON (-1) /* not ours: to the next program as it is */

/* Who sends: it decides which backends are his, and how the answer finds him. */
enum origin {
	ORIGIN_POD = 0,	    /* a pod of this node, at its interface */
	ORIGIN_NODE = 1,    /* this node itself */
	ORIGIN_NETWORK = 2, /* anybody else */
	ORIGIN_TUNNEL = 3,  /* the same, by the tunnel of a node that has chosen the backend */
};

struct work {
	struct packet packet;
	struct tuple tuple; /* as the packet came */
	struct frontend service;
	__u32 bytes;
	struct slot backend;
	struct address node_address; /* of this node, in the packet's family */
	__u64 now;
	__u32 return_node;  /* the tunnel's other end, where answers go back; 0 = none */
	__u32 backends;	    /* wire_control.backends */
	__u8 origin;	    /* enum origin */
	__u8 direction;	    /* enum direction */
	__u8 address_flags; /* enum service_address_flags of the destination */
	__u8 opening;	    /* the flow is in opening_translations */
	__u8 related;	    /* an ICMP error about the flow */
	__u8 handed;	    /* by DSR l2: the other node holds that the backend is here */
	__u8 pad[2];
	/* From here on as the last packet left it, until it is set. */
	struct translation way;	 /* what the packet is to carry, and where it goes */
	struct tuple answer;	 /* the tuple of answers */
	struct translation back; /* and what they are to carry */
	struct packet quoted;	 /* of an ICMP error */
};

#endif
