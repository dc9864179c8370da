/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* iterator: writes a line for each UDP socket of the reader's network namespace. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char weir_license[] SEC("license") = "GPL";

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
} __attribute__((preserve_access_index));

struct udp_sock;

struct bpf_iter__udp {
	struct bpf_iter_meta *meta;
	struct udp_sock *udp_sk;
} __attribute__((preserve_access_index));

SEC("iter/udp")
int list_udp(struct bpf_iter__udp *ctx)
{
	if (ctx->udp_sk)
		bpf_seq_write(ctx->meta->seq, "udp\n", 4);
	return 0;
}
