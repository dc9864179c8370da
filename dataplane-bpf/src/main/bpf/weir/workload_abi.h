/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * workload_abi.h: what user space sees of policy at the pods' interfaces. A twin of abi.h, under
 * the same rules; flow_abi.h is the other one.
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

/*
 * A pod's interface on the host side, keyed by its index. One write changes all of it at once. The
 * memory of an entry that was replaced may hold another one's a moment later, under the eyes of who
 * reads it: the first member tells whose it is, and is looked at last.
 */
struct endpoint {
	__u32 ifindex;
	__u32 epoch;	     /* a flow of another epoch is judged again */
	struct address ipv4; /* addresses that the pod lacks are zero */
	struct address ipv6;
	__u64 enforced_since;	 /* ns, CLOCK_MONOTONIC: flows older than this may be half known */
	__u32 ingress_set;	 /* to the pod */
	__u32 egress_set;	 /* from the pod */
	__u32 audit_ingress_set; /* told, not enforced; the same as ingress_set where none is
				    audited */
	__u32 audit_egress_set;
	__u16 flags; /* enum endpoint_flags */
	__u8 mac[6]; /* zero = not known, not checked */
};

enum peer_flags {
	PEER_POD = 1,
};

/*
 * What is known of an address: parts choose the rows of every set. 0 = no part. The tag stands
 * first for the reason that struct endpoint gives.
 */
struct peer_parts {
	__be32 tag; /* the last four bytes of the address */
	__u32 pod_part;
	__u32 namespace_part;
	__u32 flags; /* enum peer_flags */
};

enum prefix_flags {
	PREFIX_POD_RANGE = 1, /* pods have their addresses from here */
};

struct prefix_key {
	__u32 prefix_length; /* 32 for the family, then bits of the 16-byte address */
	__u32 family;	     /* 4 or 6: ::/0 is no prefix of an IPv4 address */
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
	/* The rest is the same in every chunk, the summary too. Rules count from 0 in the set. */
	__u32 counters;	   /* index in rule_counters: the default, then one for each rule */
	__u32 flags;	   /* enum rule_set_flags */
	__u32 admin_rules; /* rules below this are the Admin tier's */
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

#endif
