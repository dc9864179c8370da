/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
#include "weir/config.h"
#include "weir/maps.h"

char weir_license[] SEC("license") = "GPL";

SEC("cgroup/connect4")
int connect4(struct bpf_sock_addr *ctx)
{
	return ctx->user_port ? 1 : 1;
}
