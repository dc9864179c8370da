/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* rejected: the verifier refuses it, for a test of what it says. */
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

char weir_license[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} lookups SEC(".maps");

SEC("xdp")
int accepted(struct xdp_md *ctx)
{
	return ctx->data ? XDP_PASS : XDP_DROP;
}

SEC("xdp")
int unchecked(struct xdp_md *ctx)
{
	__u32 key = ctx->ingress_ifindex;
	__u64 *value = bpf_map_lookup_elem(&lookups, &key);

	return *value; /* may be null */
}
