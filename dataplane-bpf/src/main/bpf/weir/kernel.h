/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * kernel.h: the few members of kernel structs that programs read. Each access is relocated to the
 * running kernel's layout at load, so order, size and the members left out do not matter here.
 */
#ifndef WEIR_KERNEL_H
#define WEIR_KERNEL_H

#include <linux/in6.h>
#include <linux/types.h>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpadded"
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	unsigned short skc_family;
	int skc_bound_dev_if;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
};

struct sock {
	struct sock_common __sk_common;
};

struct inet_sock {
	struct sock sk;
	__be16 inet_sport;
};

struct udp_sock {
	struct inet_sock inet;
};

struct nf_conn {
	unsigned long status;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

/* The context of iter/udp: one call for each socket, and one with none at the end. */
struct bpf_iter__udp {
	struct bpf_iter_meta *meta;
	struct udp_sock *udp_sk;
};

#pragma clang attribute pop
#pragma clang diagnostic pop

#endif
