/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * workload_abi.h: what user space sees of policy and connection tracking at the pods' interfaces.
 * The twin of abi.h, under the same rules.
 */
#ifndef WEIR_WORKLOAD_ABI_H
#define WEIR_WORKLOAD_ABI_H

#include "weir/abi.h"

/* A rule set holds its rules in chunks of 256 bits. */
#define RULE_WORDS  4
#define RULE_CHUNKS 64

struct rule_bits {
	__u64 words[RULE_WORDS];
};

/* Ids of rule sets with a meaning of their own; user space gives all others. */
enum special_set {
	SET_NONE = 0,	/* no policy: all is allowed, no flow is recorded */
	SET_CLOSED = 1, /* nothing is known yet: only the node itself may enter */
};

enum endpoint_flags {
	ENDPOINT_CHECK_SOURCE = 1, /* what leaves must carry the pod's own addresses */
};

/* A pod's interface on the host side, keyed by its index. One write changes all of it at once. */
struct endpoint {
	struct address ipv4; /* addresses that the pod lacks are zero */
	struct address ipv6;
	__u64 enforced_since;	 /* ns, CLOCK_MONOTONIC: flows older than this may be half known */
	__u32 ingress_set;	 /* to the pod */
	__u32 egress_set;	 /* from the pod */
	__u32 audit_ingress_set; /* told, not enforced; the same as ingress_set where none is
				    audited */
	__u32 audit_egress_set;
	__u32 epoch; /* a flow of another epoch is judged again */
	__u16 flags; /* enum endpoint_flags */
	__u8 mac[6]; /* zero = not known, not checked */
	__u32 pad;
};

enum peer_flags {
	PEER_POD = 1,
};

/* What is known of an address: parts choose the rows of every set. 0 = no part. */
struct peer_parts {
	__u32 pod_part;
	__u32 namespace_part;
	__u32 flags; /* enum peer_flags */
	__u32 pad;
};

enum prefix_flags {
	PREFIX_POD_RANGE = 1, /* pods have their addresses from here */
};

struct prefix_key {
	__u32 prefix_length; /* bits of the 16-byte address */
	__u32 pad; /* zero; part of the trie's data: prefix_length counts these 32 bits too */
	struct address address;
};

struct prefix_part {
	__u32 part;
	__u32 flags; /* enum prefix_flags */
};

/* The chunk that tells which chunks of a set can matter: one bit for each chunk. */
#define CHUNK_SUMMARY 0xff

struct rule_set_key {
	__u32 set;
	__u32 chunk;
};

enum rule_set_flags {
	RULE_SET_ISOLATED = 1, /* what no rule allows is denied */
	RULE_SET_PREFIXES = 2, /* the address's prefix matters: a rule has CIDRs */
	RULE_SET_PORTS = 4,    /* the port matters: not every rule is for any port */
	RULE_SET_SUMMARY = 8,  /* more than one chunk: ask CHUNK_SUMMARY first */
	RULE_SET_UNKNOWN = 16, /* a rule denies pods: an unknown pod counts as matched */
};

/* One chunk of a set. In CHUNK_SUMMARY bit n of words[0] of each vector stands for chunk n. */
struct rule_set {
	struct rule_bits base;	  /* any peer */
	struct rule_bits any_pod; /* every pod */
	struct rule_bits unknown; /* an address of a pod range that no pod is known to have */
	struct rule_bits accept;
	struct rule_bits deny; /* neither: pass */
	__u32 counters;	       /* index in rule_counters: default, then one for each rule */
	__u32 flags;	       /* enum rule_set_flags, the same in every chunk */
	__u32 admin_rules;     /* bits of the set below this are the Admin tier's */
	__u32 rules;
};

enum part_kind {
	PART_POD = 1,
	PART_NAMESPACE = 2,
	PART_PREFIX = 3,
};

struct peer_row_key {
	__u32 set;
	__u32 part;
	__u16 chunk;
	__u16 kind; /* enum part_kind */
};

/* Longest prefix match: 40 bits = any, 48 = one protocol, 48 + n = n bits of the port. */
struct port_row_key {
	__u32 prefix_length;
	__be32 set;
	__u8 chunk;
	__u8 protocol;
	__be16 port;
};

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
	FLOW_ADOPTED = 32, /* began before its endpoint was enforced */
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

/* Later fragments carry no ports: the first one leaves them here. */
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
	__u32 pad;
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

/* Timeouts in ns; the defaults are netfilter's. Set before load. */
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
	/* How long a flow that began before its endpoint was enforced may show itself. */
	__u64 adopt_tcp;
	__u64 adopt_other;
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
	DROP_RULES_MISSING = 16, /* a bug: an endpoint names a set that is not there */
	DROP_REASONS = 17,
};

/* Index of workload_counters (per CPU). Never renumbered. */
enum workload_counter {
	WORKLOAD_FORWARDED_FROM_POD = 0,
	WORKLOAD_FORWARDED_TO_POD = 1,
	WORKLOAD_FLOWS_OPENED = 2,
	WORKLOAD_FLOWS_ADOPTED = 3,
	WORKLOAD_FLOWS_REJUDGED = 4,
	WORKLOAD_FLOWS_CUT = 5, /* judged again, and denied */
	WORKLOAD_WOULD_DENY = 6,
	WORKLOAD_FLOWS_EXPIRED = 7, /* by the sweep */
	WORKLOAD_COUNTERS = 8,
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
