/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * netfilter.h: flows that the host's own netfilter translates, such as those that began while
 * kube-proxy served: they are left to it until they end.
 */
#ifndef WEIR_NETFILTER_H
#define WEIR_NETFILTER_H

#include "weir/begin.h"
#include "weir/kernel.h"

/* enum ip_conntrack_status: IPS_SRC_NAT, IPS_DST_NAT */
#define NETFILTER_NAT (1 << 4 | 1 << 5)

/* As of 5.18; later ones are longer, and take it too. */
struct bpf_ct_opts___first {
	__s32 netns_id;
	__s32 error;
	__u8 protocol;
	__u8 dir;
	__u8 reserved[2];
};

/* Weak: a kernel before 5.18, or without conntrack, lacks them; wire_config.netfilter says so. */
extern struct nf_conn *bpf_skb_ct_lookup(struct __sk_buff *skb, struct bpf_sock_tuple *tuple,
					 __u32 tuple_size, struct bpf_ct_opts___first *opts,
					 __u32 opts_size) __ksym __weak;
extern void bpf_ct_release(struct nf_conn *entry) __ksym __weak;

/* The tuple as netfilter has it; returns its size. */
static __always_inline __u32 netfilter_tuple(const struct tuple *tuple, struct bpf_sock_tuple *to)
{
	if (address_is_ipv4(&tuple->source)) {
		to->ipv4.saddr = ipv4_of(&tuple->source);
		to->ipv4.daddr = ipv4_of(&tuple->destination);
		to->ipv4.sport = tuple->source_port;
		to->ipv4.dport = tuple->destination_port;
		return sizeof(to->ipv4);
	}
	__builtin_memcpy(to->ipv6.saddr, &tuple->source, sizeof(to->ipv6.saddr));
	__builtin_memcpy(to->ipv6.daddr, &tuple->destination, sizeof(to->ipv6.daddr));
	to->ipv6.sport = tuple->source_port;
	to->ipv6.dport = tuple->destination_port;
	return sizeof(to->ipv6);
}

/* Is the packet of a flow that netfilter translates, in either direction? */
static __always_inline bool is_netfilters(struct __sk_buff *skb, const struct work *work)
{
	struct bpf_ct_opts___first options = {.netns_id = BPF_F_CURRENT_NETNS,
					      .protocol = work->tuple.protocol};
	struct bpf_sock_tuple tuple = {};
	struct nf_conn *entry;
	bool translates;

	if (!wire_config.netfilter || work->tuple.protocol == IPPROTO_SCTP)
		return false;
	if (netfilter_tuple(&work->tuple, &tuple) == sizeof(tuple.ipv4))
		entry = bpf_skb_ct_lookup(skb, &tuple, sizeof(tuple.ipv4), &options,
					  sizeof(options));
	else
		entry = bpf_skb_ct_lookup(skb, &tuple, sizeof(tuple.ipv6), &options,
					  sizeof(options));
	if (!entry)
		return false;
	translates = entry->status & NETFILTER_NAT;
	bpf_ct_release(entry);
	return translates;
}

#endif
