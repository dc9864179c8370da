/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * early_again: what XDP does at an uplink, undone afterwards: a test run gives the program its own
 * frame again, and is to see the same packet each time.
 */
#include "weir/early.h"

char weir_license[] SEC("license") = "GPL";

#define HOPS 64

static __always_inline void hops_restore(struct xdp_md *xdp, void *begin)
{
	struct ethhdr *ethernet = begin;
	struct iphdr *v4 = begin + ETH_HLEN;
	struct ipv6hdr *v6 = begin + ETH_HLEN;

	if (ethernet->h_proto == bpf_htons(ETH_P_IP)) {
		if ((void *)(v4 + 1) <= xdp_end(xdp))
			v4->ttl = HOPS;
	} else if ((void *)(v6 + 1) <= xdp_end(xdp)) {
		v6->hop_limit = HOPS;
	}
}

/* The frame as it was, length bytes long behind this Ethernet header; false where it cannot be. */
static __always_inline bool undo(struct xdp_md *xdp, const struct ethhdr *before, __u32 length)
{
	__u64 after = xdp_end(xdp) - xdp_begin(xdp);
	void *begin;

	asm volatile("" : "+r"(after)); /* a number, not the sum of two pointers */
	if (bpf_xdp_adjust_head(xdp, (int)(after - length)))
		return false;
	begin = xdp_begin(xdp);
	if (begin + sizeof(*before) > xdp_end(xdp))
		return false;
	*(struct ethhdr *)begin = *before;
	hops_restore(xdp, begin);
	return true;
}

SEC("xdp")
int early_again(struct xdp_md *xdp)
{
	void *begin = xdp_begin(xdp);
	__u32 length = xdp_end(xdp) - begin;
	struct ethhdr before;

	if (begin + sizeof(before) > xdp_end(xdp))
		return XDP_ABORTED;
	before = *(struct ethhdr *)begin;
	int verdict = early(xdp);

	return verdict != XDP_TX || undo(xdp, &before, length) ? verdict : XDP_ABORTED;
}

/* What the undoing costs by itself. */
SEC("xdp")
int undo_alone(struct xdp_md *xdp)
{
	void *begin = xdp_begin(xdp);
	__u32 length = xdp_end(xdp) - begin;
	struct ethhdr before;

	if (begin + sizeof(before) > xdp_end(xdp))
		return XDP_ABORTED;
	before = *(struct ethhdr *)begin;
	return undo(xdp, &before, length) ? XDP_PASS : XDP_ABORTED;
}
