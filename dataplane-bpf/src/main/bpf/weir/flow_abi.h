/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * flow_abi.h: what user space sees of connection tracking, and of what became of packets, at the
 * pods' interfaces. A twin of abi.h, under the same rules.
 */
#ifndef WEIR_FLOW_ABI_H
#define WEIR_FLOW_ABI_H

#include "weir/abi.h"

/* A flow as one endpoint sees it: local is the pod's side, whichever way a packet goes. */
struct flow_key {
	struct address local;
	struct address remote;
	__be16 local_port; /* ICMP echo: the id, on the side that asked; else 0 */
	__be16 remote_port;
	__u32 ifindex;
	__u8 protocol;
	__u8 pad[7];
};

enum flow_flags {
	FLOW_TO_POD = 1,       /* the first packet went to the pod */
	FLOW_ANSWERED = 2,     /* the other side has been heard */
	FLOW_FIN_ORIGINAL = 4, /* TCP: that side has closed */
	FLOW_FIN_REPLY = 8,
	FLOW_RESET = 16,
	FLOW_ADOPTED = 32,  /* began before its endpoint was enforced */
	FLOW_OWN_NODE = 64, /* the first packet was made by the node itself */
	/* Judged again and denied. Kept, or else the pod's next packet would open it anew. */
	FLOW_CUT = 128,
};

/* RULE_DEFAULT: no rule decided. */
#define RULE_DEFAULT 0xffff

struct flow {
	__u64 created;	 /* ns, CLOCK_MONOTONIC */
	__u64 last_seen; /* ns, CLOCK_MONOTONIC */
	__u64 original_packets;
	__u64 original_bytes;
	__u64 reply_packets;
	__u64 reply_bytes;
	__u32 set; /* that judged it */
	__u32 endpoint_epoch;
	__u32 node_epoch;
	__u32 counter; /* of the rule, in rule_counters */
	__u16 rule;    /* bit of the set, or RULE_DEFAULT */
	__u8 flags;    /* enum flow_flags */
	__u8 pad[5];
};

/*
 * Later fragments carry no ports: the first one leaves them here. IPv6 fragments are told apart by
 * their id alone: protocol is then that of the fragment header.
 */
struct fragment_key {
	struct address source;
	struct address destination;
	__be32 id;
	__u32 ifindex;
	__u8 protocol;
	__u8 to_pod;
	__u8 pad[6];
};

struct fragment {
	__u64 seen; /* ns, CLOCK_MONOTONIC */
	__be16 source_port;
	__be16 destination_port;
	__u8 protocol; /* the transport's */
	__u8 pad[3];
};

struct packet_counter {
	__u64 packets;
	__u64 bytes;
};

/* What may change while programs run. */
struct workload_control {
	__u32 node_epoch; /* flows of another epoch are judged again */
	__u32 pad;
};

/* Timeouts in ns; workload_config.h has the defaults. Set before load. */
struct flow_timeouts {
	__u64 tcp_opening;
	__u64 tcp_established;
	__u64 tcp_closing;
	__u64 tcp_reset;
	__u64 udp_opening;
	__u64 udp_answered;
	__u64 sctp_opening;
	__u64 sctp_established;
	__u64 icmp;
	__u64 other;
	__u64 fragment;
	/* How long a connection that began before its endpoint was enforced may show itself. */
	__u64 adopt_tcp;
};

/* Why a packet was dropped. Never renumbered; docs/drop-reasons.md says what to do about each. */
enum drop_reason {
	DROP_NONE = 0,
	DROP_DENY_RULE = 1,
	DROP_ISOLATED = 2,
	DROP_ENDPOINT_CLOSED = 3,
	DROP_UNKNOWN_ENDPOINT = 4,
	DROP_SPOOFED_ADDRESS = 5,
	DROP_SPOOFED_MAC = 6,
	DROP_SPOOFED_NEIGHBOUR = 7,
	DROP_ROUTER_ADVERTISEMENT = 8,
	DROP_REDIRECT = 9,
	DROP_NOT_IP = 10,
	DROP_TRUNCATED = 11,
	DROP_BAD_HEADER = 12,
	DROP_EXTENSION_HEADERS = 13,
	DROP_FRAGMENT_WITHOUT_FIRST = 14,
	DROP_FLOWS_FULL = 15,
	DROP_RULES_MISSING = 16,    /* a bug: an endpoint names a set that is not there */
	DROP_SERVICE_REFUSED = 17,  /* no backend anywhere: refused */
	DROP_SERVICE_NO_LOCAL = 18, /* policy Local, and none here */
	DROP_SOURCE_RANGE = 19,	    /* outside loadBalancerSourceRanges */
	DROP_UNUSED_PORT = 20,	    /* of a ClusterIP: refused */
	DROP_UNUSED_ADDRESS = 21,   /* of a range of ClusterIPs */
	DROP_SNAT_PORTS_FULL = 22,
	DROP_TOO_BIG = 23,	      /* for a tunnel: the sender is told */
	DROP_HOP_LIMIT = 24,	      /* handed on too often */
	DROP_TUNNEL_SPOOFED = 25,     /* tunnel packet of one who is no node, or of a pod */
	DROP_TUNNEL_BROKEN = 26,      /* of a node, and cannot be read */
	DROP_SERVICE_PORT_FIXED = 27, /* SCTP: the backend has another port */
	DROP_REWRITE = 28,	      /* the kernel refused to change the packet */
	DROP_DENIED_SOURCE = 29,      /* of a deny list */
	DROP_REASONS = 30,
};

/* Index of workload_counters (per CPU). Never renumbered. */
enum workload_counter {
	WORKLOAD_FORWARDED_FROM_POD = 0, /* at endpoints with a set: others are not counted */
	WORKLOAD_FORWARDED_TO_POD = 1,
	WORKLOAD_FLOWS_OPENED = 2,
	WORKLOAD_FLOWS_ADOPTED = 3,
	WORKLOAD_FLOWS_REJUDGED = 4,
	WORKLOAD_FLOWS_CUT = 5, /* judged again, and denied */
	WORKLOAD_WOULD_DENY = 6,
	WORKLOAD_FLOWS_EXPIRED = 7, /* by the sweep */
	WORKLOAD_COUNTERS = 8,
};

/* What the last sweep saw. */
struct sweep_result {
	__u64 at; /* ns, CLOCK_MONOTONIC */
	__u32 flows;
	__u32 opening_flows;
	__u32 expired; /* deleted from either */
	__u32 pad;
};

/* How a packet came by its verdict, for explain. */
enum verdict_path {
	PATH_NOT_JUDGED = 0, /* no policy, or not a matter of policy (neighbours, ARP) */
	PATH_NEW_FLOW = 1,
	PATH_KNOWN_FLOW = 2,
	PATH_RELATED_ERROR = 3,
	PATH_OWN_NODE = 4,
};

/* What explain_from_pod and explain_to_pod write of the packet they were run on. */
struct explanation {
	__u32 set;
	__u32 audit_set;
	__u32 pod_part;
	__u32 namespace_part;
	__u32 prefix_part;
	__u16 rule; /* bit of the set, or RULE_DEFAULT */
	__u16 audit_rule;
	__u8 reason; /* enum drop_reason */
	__u8 path;   /* enum verdict_path */
	__u8 audit_reason;
	__u8 peer_known;
	__u32 pad;
};

#endif
