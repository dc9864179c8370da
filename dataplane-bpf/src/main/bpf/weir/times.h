/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * times.h: how long TCP connects take, and how far away peers are. Histograms for each CPU: nothing
 * is told to user space, which reads them when somebody asks.
 */
#ifndef WEIR_TIMES_H
#define WEIR_TIMES_H

#include "weir/maps.h"

#include <linux/in.h>

static __always_inline void time_add(__u32 index, __u64 amount)
{
	__u64 *value = bpf_map_lookup_elem(&tcp_times, &index);

	if (value)
		*value += amount;
}

/* How many bits a number has: 0 for 0. */
static __always_inline __u32 bits(__u64 value)
{
	__u32 count = value > 0;

	for (__u32 half = 32; half; half >>= 1) {
		if (value >> half) {
			value >>= half;
			count += half;
		}
	}
	return count;
}

static __always_inline void time_observe(__u32 kind, __u64 micros)
{
	__u32 bucket = bits(micros ? micros - 1 : 0);

	if (kind >= TCP_TIME_KINDS)
		return;
	if (bucket > TCP_TIME_BUCKETS)
		bucket = TCP_TIME_BUCKETS;
	time_add(kind * TCP_TIME_ROW + bucket, 1);
	time_add(kind * TCP_TIME_ROW + TCP_TIME_BUCKETS + 1, micros);
}

/* The handshake follows. */
static __always_inline void time_connect(struct bpf_sock_addr *ctx, enum tcp_time way)
{
	struct tcp_start *start;

	if (ctx->protocol != IPPROTO_TCP)
		return;
	start = bpf_sk_storage_get(&tcp_starts, ctx->sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);
	if (start) {
		start->at = bpf_ktime_get_ns();
		start->way = way;
	}
}

static __always_inline void time_connected(struct bpf_sock_ops *ctx)
{
	struct bpf_sock *sk = ctx->sk;
	struct tcp_start *start;

	if (!sk)
		return;
	start = bpf_sk_storage_get(&tcp_starts, sk, NULL, 0);
	if (start)
		time_observe(start->way, (bpf_ktime_get_ns() - start->at) / 1000);
}

/* Tells us when the connection begins to end. */
static __always_inline void time_until_end(struct bpf_sock_ops *ctx)
{
	bpf_sock_ops_cb_flags_set(ctx, ctx->bpf_sock_ops_cb_flags | BPF_SOCK_OPS_STATE_CB_FLAG);
}

/* The flag stays: another program of the cgroup may have asked for it too. */
static __always_inline void time_ending(struct bpf_sock_ops *ctx)
{
	if (ctx->args[0] == BPF_TCP_ESTABLISHED && ctx->srtt_us)
		time_observe(TCP_TIME_RTT, ctx->srtt_us >> 3);
}

#endif
