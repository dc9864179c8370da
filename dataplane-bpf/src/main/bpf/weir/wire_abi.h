/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * wire_abi.h: what user space sees of Services on the wire, for packets that no socket hook has
 * translated. A twin of abi.h, under the same rules.
 */
#ifndef WEIR_WIRE_ABI_H
#define WEIR_WIRE_ABI_H

#include "weir/abi.h"

enum service_address_flags {
	/* One of this node's that answers on NodePorts. */
	SERVICE_ADDRESS_NODE = 1,
	/* The same of another node: by DSR l2 that one hands its packets to us. */
	SERVICE_ADDRESS_PEER = 2,
	/* A ClusterIP: a port that nobody serves is refused. */
	SERVICE_ADDRESS_CLUSTER_IP = 4,
	/* An external IP or a load balancer VIP. */
	SERVICE_ADDRESS_EXTERNAL = 8,
};

/* An address where Services may answer: the first question about every packet. */
struct service_address {
	__u32 flags; /* enum service_address_flags */
};

/* A range of ClusterIPs (ServiceCIDR): what is in there and no Service's is dropped. */
struct service_range {
	struct address network;
	struct address mask; /* zero: no range, and none after it */
};
#define SERVICE_RANGES 16

/* A pod of this node and the interface that leads to it. */
struct local_pod {
	__be32 tag; /* the last four bytes of the address: see struct peer_parts */
	__u32 ifindex;
	__u8 mac[6];	  /* the pod's */
	__u8 host_mac[6]; /* of our end */
};

/* Another node, where it is reached by tunnels and as a neighbour. Zero: has none. */
struct wire_node {
	struct address ipv4;
	struct address ipv6;
};

/* Key of neighbour_nodes. */
struct mac_key {
	__u8 mac[6];
	__u8 pad[2];
};

/* Where a node's next hop is: kept by user space, so that XDP need not ask the routing table. */
struct next_hop {
	__u32 ifindex; /* 0: not known */
	__u8 source_mac[6];
	__u8 destination_mac[6];
};

/* How a packet from outside reaches a backend on another node. */
enum external_mode {
	EXTERNAL_SNAT = 0,	 /* from an address of this node: the client's is lost */
	EXTERNAL_FORWARD = 1,	 /* by tunnel, and the answer comes back by tunnel */
	EXTERNAL_DSR_L2 = 2,	 /* as it came, to the other node's MAC */
	EXTERNAL_DSR_GENEVE = 3, /* by tunnel; the answer goes straight to the client */
	EXTERNAL_DSR_IPIP = 4,	 /* the same, with nothing but an IP header in front */
};

/* Addresses and ports as a packet carries them. ICMP echo: the id, on the side that asked. */
struct tuple {
	struct address source;
	struct address destination;
	__be16 source_port;
	__be16 destination_port;
	__u8 protocol;
	__u8 pad[3];
};

enum translation_flags {
	TRANSLATION_REPLY =
		1, /* the entry of the answers: a flow has two, each the other's reverse */
	TRANSLATION_ANSWERED = 2,
	TRANSLATION_FIN = 4, /* TCP: the sender of this entry's packets has closed */
	TRANSLATION_RESET = 8,
	TRANSLATION_ONE_WAY = 16,  /* answers go another way: there is no other entry */
	TRANSLATION_SNAT = 32,	   /* the source is an address and port of this node */
	TRANSLATION_EXTERNAL = 64, /* the client is not of this node */
};

/* Where packets go once they are translated. Index of path_counters. Never renumbered. */
enum wire_path {
	WIRE_STACK = 0,	   /* to the host's stack, which routes it */
	WIRE_POD = 1,	   /* to the interface of a pod of this node */
	WIRE_PEER = 2,	   /* the same, straight into the pod: no policy is in force there */
	WIRE_NEXT_HOP = 3, /* out, by the routing table */
	WIRE_L2 = 4,	   /* to another node as it came: DSR */
	WIRE_GENEVE = 5,   /* to another node by tunnel: DSR */
	WIRE_IPIP = 6,	   /* to another node in an IP header: DSR */
	WIRE_FORWARD = 7,  /* to another node by tunnel, which sends answers back to us */
	WIRE_RETURN = 8,   /* an answer, by tunnel to the node where the client came in */
	WIRE_RELAY = 9,	   /* an answer that another node returned, on to the client */
	WIRE_ANSWER = 10,  /* ICMP made by us: refused, or too big */
	WIRE_PATHS = 11,
};

/* What a packet of this tuple is to carry, and where it goes. */
struct translation {
	struct address source;
	struct address destination;
	__be16 source_port;
	__be16 destination_port;
	__u32 service_id;
	__u64 created;	 /* ns, CLOCK_MONOTONIC */
	__u64 last_seen; /* ns, CLOCK_MONOTONIC */
	__u64 packets;
	__u64 bytes;
	__u32 node;	/* in wire_nodes: the other end of the tunnel; 0 = none */
	__u32 ifindex;	/* where it leaves; 0 = not settled */
	__u32 backends; /* wire_control.backends when the backend was last seen to serve: UDP */
	__u8 path;	/* enum wire_path */
	__u8 flags;	/* enum translation_flags */
	__u8 pad[2];
};

/* What changes while programs run. */
struct wire_control {
	struct address node_ipv4; /* of this node: tunnels and SNAT start here; zero = none */
	struct address node_ipv6;
	__u32 backends; /* raised when a UDP backend stops to serve: flows look whether theirs did
			 */
	__u32 pad;
};

/* Where sources are held against deny_prefixes; none where no list has a prefix. */
enum deny_flags {
	DENY_EARLY = 1,	   /* in XDP */
	DENY_IN_STACK = 2, /* in TC: an uplink is without XDP */
};

/* Set before load. */
struct wire_config {
	__u16 snat_first_port;
	__u16 snat_last_port;
	__be16 tunnel_port;
	__u8 csum_ipv6; /* BPF_F_IPV6 of bpf_l4_csum_replace (6.16) */
	__u8 netfilter; /* can be asked for its flows: bpf_skb_ct_lookup (5.18) */
	__u8 policies;	/* are enforced at pods' interfaces: an unknown one may have some */
	__u8 draining;	/* flows that are known go on; those that begin are another proxy's */
};

/* Index of wire_counters (per CPU). Never renumbered. */
enum wire_counter {
	WIRE_FLOWS_OPENED = 0,
	WIRE_FLOWS_EXPIRED = 1,	   /* by the sweep */
	WIRE_FLOWS_RESELECTED = 2, /* UDP: the backend was gone */
	WIRE_FLOWS_TAKEN_OVER = 3, /* TCP that began elsewhere: another node is gone */
	WIRE_PORTS_CHANGED = 4,	   /* the client's port was taken by another flow to the backend */
	WIRE_STALE_FORGOTTEN = 5,  /* an answer's entry gave way to a connection without Service */
	WIRE_SENT_EARLY = 6,	   /* packets that XDP sent on, before the stack */
	WIRE_NODE_SILENT = 7,	   /* flows with SNAT, since the backend's node takes no tunnels */
	WIRE_COUNTERS = 8,
};

/* What the last sweep saw. */
struct wire_sweep_result {
	__u64 at;	    /* ns, CLOCK_MONOTONIC */
	__u32 translations; /* entries: two for most flows */
	__u32 opening_translations;
	__u32 snat_ports_ipv4; /* flows that have a port of the range */
	__u32 snat_ports_ipv6;
};

#define TUNNEL_CLASS 0xff57 /* of those for experiments (RFC 8926) */

enum tunnel_type {
	TUNNEL_TO_BACKEND = 1,	    /* to this backend; answers go straight to the client */
	TUNNEL_TO_BACKEND_BACK = 2, /* the same; answers come back by tunnel */
	TUNNEL_ANSWER = 3,	    /* an answer, on its way to the client */
	TUNNEL_PROBE = 4,	    /* is there anybody who takes tunnels? */
	TUNNEL_PROBE_ANSWER = 5,    /* there is */
};

/* Between the outer IP header and the inner one: UDP, Geneve (RFC 8926) and our option. */
struct tunnel {
	__be16 source_port; /* from the flow's hash, so that paths are shared out by flow */
	__be16 destination_port;
	__be16 udp_length;
	__be16 udp_checksum; /* 0: the inner packet has its own */
	__u8 option_words;   /* of 4 bytes: 6 */
	__u8 geneve_flags;
	__be16 protocol; /* of the inner packet, as in an Ethernet header */
	__u8 network[4];
	__be16 option_class;
	__u8 option_type;  /* enum tunnel_type */
	__u8 option_data;  /* in words: 5 */
	__be32 backend[4]; /* a struct address, which would ask for another alignment */
	__be16 backend_port;
	__be16 pad;
};

#endif
