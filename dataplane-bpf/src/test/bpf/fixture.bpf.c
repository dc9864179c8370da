/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* fixture: one map of each kind and small programs, for the tests of the Java side. */
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char weir_license[] SEC("license") = "GPL";

enum colour { RED = 1, GREEN = 2 };

struct inner {
	__be32 address;
	__u16 port;
	__u8 pad[2];
};

/* Every width, sign and byte order. */
struct widths {
	__u64 u64;
	__s64 s64;
	__be64 be64;
	__u32 u32;
	__s32 s32;
	__be32 be32;
	__u16 u16;
	__s16 s16;
	__be16 be16;
	__u8 u8;
	__s8 s8;
	__u8 flag;
	__u8 pad[3];
	enum colour colour;
	struct inner inner;
	__u32 pad2;
};

struct prefix {
	__u32 prefix_length;
	__be32 address;
};

struct cell {
	__be16 port;
	__u16 flags;
};

struct lists {
	__u64 words[4];
	__be16 ports[2];
	__u8 mac[6];
	__u8 short_id[2];
	struct cell cells[2];
	__u8 pad[4];
};

struct nested_lists {
	struct lists first;
	struct lists second;
};

struct fixture_config {
	__u32 index;
	__u32 added;
};

const volatile __u32 before_config = 7;
const volatile struct fixture_config config;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 65536);
	__type(key, __u32);
	__type(value, struct widths);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 128);
	__type(key, __u64);
	__type(value, __u32);
} lru SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 4096);
	__type(key, struct prefix);
	__type(value, __u32);
} trie SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1000);
	__type(key, __u32);
	__type(value, struct cell);
} cells SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, struct lists);
	__type(value, struct nested_lists);
} lists SEC(".maps");

struct packet_counter {
	__u64 packets;
	__u64 bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 10000);
	__type(key, __u32);
	__type(value, struct packet_counter);
} packet_counters SEC(".maps");

/* A kind without batch commands. */
struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u32);
} devices SEC(".maps");

/* Sizes but no types. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 4);
} untyped SEC(".maps");

static __always_inline void count(__u32 index)
{
	__u64 *counter = bpf_map_lookup_elem(&counters, &index);

	if (counter)
		*counter += 1;
}

/* The port of the configured cell, plus the configured number. */
SEC("xdp")
int read_cell(struct xdp_md *ctx)
{
	__u32 index = config.index;
	struct cell *cell = bpf_map_lookup_elem(&cells, &index);

	count(0);
	if (!cell || ctx->data == ctx->data_end)
		return 0;
	return bpf_ntohs(cell->port) + config.added + before_config - 7;
}

#define TCX_NEXT -1
#define TCX_PASS 0

SEC("tc")
int tc_next(struct __sk_buff *skb)
{
	count(1);
	return skb->len ? TCX_NEXT : TCX_NEXT;
}

/* Ends the chain. */
SEC("tc")
int tc_stop(struct __sk_buff *skb)
{
	count(2);
	return skb->len ? TCX_PASS : TCX_PASS;
}

SEC("cgroup/connect4")
int connect_allow(struct bpf_sock_addr *ctx)
{
	count(3);
	return ctx->user_port ? 1 : 1;
}

SEC("cgroup/connect4")
int connect_refuse(struct bpf_sock_addr *ctx)
{
	count(3);
	return ctx->user_port ? 0 : 0;
}

/* Its number is the mark, the interfaces its own. */
SEC("tc")
int tell_context(struct __sk_buff *skb)
{
	return skb->mark * 10000 + skb->ingress_ifindex * 100 + skb->ifindex;
}

struct call {
	__u32 base;
	__u32 sum;
};

SEC("syscall")
int add_up(struct call *call)
{
	call->sum = call->base + 1;
	return call->sum * 2;
}

SEC("syscall")
int answer(void *unused)
{
	(void)unused;
	return 42;
}

/* Counts what it is given, on whichever CPU it runs. */
SEC("tc")
int count_packets(struct __sk_buff *skb)
{
	__u32 index = skb->mark;
	struct packet_counter *counter = bpf_map_lookup_elem(&packet_counters, &index);

	if (counter) {
		counter->packets += 1;
		counter->bytes += skb->len;
	}
	return TCX_NEXT;
}
