/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * abi.h: every struct and enum that user space sees. Java records are bound to these by the BTF of
 * the object being loaded (io.weir.bpf.abi); abi.golden.txt shows every layout.
 */
#ifndef WEIR_ABI_H
#define WEIR_ABI_H

#include <linux/types.h>

/* An address of either family: 16 bytes, IPv4 as ::ffff:a.b.c.d. */
struct address {
	__be64 high;
	__be64 low;
};

/* Where a client sends: ClusterIP, external IP or load balancer VIP. */
struct frontend_key {
	struct address address;
	__be16 port;
	__u8 protocol;
	__u8 pad[5];
};

/* A NodePort, valid on every address in node_addresses. */
struct nodeport_key {
	__be16 port;
	__u8 protocol;
	__u8 family; /* 4 or 6 */
};

enum frontend_flags {
	/* Local clients use the local set too (ClusterIP with internalTrafficPolicy Local). */
	FRONTEND_INTERNAL_LOCAL = 1,
	/* Clients from outside use the local set (externalTrafficPolicy Local). */
	FRONTEND_EXTERNAL_LOCAL = 2,
	/* Something elsewhere could take it: an empty local set drops, it does not reject. */
	FRONTEND_ELSEWHERE = 4,
	/* loadBalancerSourceRanges apply: source_ranges names the set. */
	FRONTEND_SOURCE_RANGES = 8,
	/* The node's own processes are inside the source ranges. */
	FRONTEND_NODE_ALLOWED = 16,
};

enum frontend_kind {
	FRONTEND_CLUSTER_IP = 1,
	FRONTEND_NODE_PORT = 2,
	FRONTEND_EXTERNAL_IP = 3,
	FRONTEND_LOAD_BALANCER_IP = 4,
};

/*
 * What stands behind a frontend. The backends of its Service port are one range of slots, ordered
 * so that both sets are contiguous: the cluster set first, the local set at local_offset.
 */
struct frontend {
	__u32 service_id; /* one for each Service port and family; never 0 */
	__u32 slot_base;
	__u32 cluster_count;
	__u32 local_offset; /* relative to slot_base */
	__u32 local_count;
	__u32 affinity_seconds; /* ClientIP affinity; 0 = none */
	__u32 source_ranges;	/* id of the set in source_ranges; 0 = none */
	__u32 maglev_size;	/* cells of the Maglev table of the cluster set; 0 = no table */
	__u16 flags;		/* enum frontend_flags */
	__u8 kind;		/* enum frontend_kind */
	__u8 mode;		/* enum external_mode (wire_abi.h) */
};

enum slot_flags {
	SLOT_LOCAL = 1,	      /* the backend runs on this node */
	SLOT_TERMINATING = 2, /* serving, but only as a fallback */
};

struct slot {
	struct address address;
	__be16 port;
	__u16 flags; /* enum slot_flags */
	__u32 node;  /* where the backend runs: in wire_nodes; 0 = here, or not known */
};

/*
 * Maglev tables: index of the slot, relative to slot_base, by hash. In chunks; a table is named
 * after the range of slots that it belongs to, so a change of backends makes another one.
 */
#define MAGLEV_CHUNK 64
struct maglev_key {
	__u32 slot_base;
	__u32 chunk;
};
struct maglev_chunk {
	__u64 words[MAGLEV_CHUNK / 4]; /* four 16-bit offsets each, the lowest bits first */
};

enum member_flags {
	MEMBER_CLUSTER = 1, /* in the cluster set */
	MEMBER_LOCAL = 2,   /* in the local set */
	MEMBER_SERVING = 4, /* may keep the UDP flows it has */
};

/*
 * Is this backend still one of this service's? Only for services with affinity, and for UDP. A
 * backend is its address and port: there are no backend ids to allocate, restore or leak.
 */
struct member_key {
	struct address address;
	__u32 service_id;
	__be16 port;
	__u16 pad;
};

struct member {
	__u32 flags; /* enum member_flags */
};

/* Client IP affinity. At the socket the client is a network namespace: see AFFINITY_NETNS. */
struct affinity_key {
	struct address client;
	__u32 service_id;
	__u32 pad;
};

struct affinity {
	struct slot backend;
	__u64 last_used; /* ns, CLOCK_MONOTONIC */
};

/* affinity_key.client.high of a network namespace; .low is its cookie. ff00::/8 is no client. */
#define AFFINITY_NETNS 0xffffffffffffffffULL

/* What a socket was translated to: kept in the socket, dies with it. */
struct peer {
	struct address frontend;
	struct address backend;
	__be16 frontend_port;
	__be16 backend_port;
	__u32 service_id;
};

/* An unconnected datagram socket may talk to several frontends. */
#define DATAGRAM_PEERS 8
struct datagram_peers {
	struct peer peers[DATAGRAM_PEERS];
	__u32 next; /* the slot that the next new peer takes */
	__u32 pad;
};

enum pod_flags {
	POD_NO_SOCKET_LB = 1, /* leave its connects alone: opted out by annotation */
};

/* A pod of this node, keyed by the id of its cgroup. Addresses it lacks are zero. */
struct pod {
	struct address ipv4;
	struct address ipv6;
	__u32 flags; /* enum pod_flags */
	__u32 pad;
};

/* loadBalancerSourceRanges: longest prefix match over set and address. */
struct source_range_key {
	__u32 prefix_length; /* 32 for the set, then bits of the 16-byte address */
	__u32 set;
	struct address address;
};

/* Switches that change while programs run. */
struct control {
	__u32 opted_out_pods; /* > 0: look for the pod before translating */
	__u32 pad;
};

/* Set before load, so that the verifier removes what is off. */
struct socket_config {
	__u64 host_netns_cookie; /* NodePort protection applies to binds in this namespace only */
	__u8 can_set_errno;	 /* bpf_set_retval (5.18): refuse with ECONNREFUSED, not EPERM */
	__u8 protect_node_ports; /* binding a NodePort's port on the node fails with EADDRINUSE */
	__u8 pad[6];
};

/* Index of socket_counters (per CPU). Never renumbered. */
enum socket_counter {
	SOCKET_TRANSLATED = 0,	  /* sent to a backend */
	SOCKET_REFUSED = 1,	  /* no backend anywhere: ECONNREFUSED */
	SOCKET_NO_LOCAL = 2,	  /* policy Local and none here: left to the wire, which drops it */
	SOCKET_SOURCE_DENIED = 3, /* outside loadBalancerSourceRanges: left to the wire */
	SOCKET_RESELECTED = 4,	  /* a datagram socket's backend was gone: another was chosen */
	SOCKET_BIND_REFUSED = 5,  /* a bind on a NodePort's port */
	SOCKET_OPTED_OUT = 6,	  /* the pod does its own balancing */
	SOCKET_CUT = 7,		  /* connected UDP socket destroyed: its backend is gone */
	SOCKET_COUNTERS = 8,
};

/* What is timed. Never renumbered. */
enum tcp_time {
	TCP_TIME_DIRECT = 0, /* connects to what is no Service, or of pods that opted out */
	TCP_TIME_LOCAL = 1,  /* connects to a Service, the backend on this node */
	TCP_TIME_REMOTE = 2, /* connects to a Service, the backend elsewhere or not known */
	TCP_TIME_RTT = 3,    /* smoothed round trip time when a connection begins to end */
	TCP_TIME_KINDS = 4,
};

/*
 * tcp_times has one row for each enum tcp_time: how many took up to 2^i microseconds and more than
 * half of that, then how many took longer than all, then the sum of microseconds.
 */
#define TCP_TIME_BUCKETS 24
#define TCP_TIME_ROW	 (TCP_TIME_BUCKETS + 2)

/* A connect that was begun: kept in the socket, dies with it. */
struct tcp_start {
	__u64 at;  /* ns, CLOCK_MONOTONIC */
	__u32 way; /* enum tcp_time */
	__u32 pad;
};

#endif
