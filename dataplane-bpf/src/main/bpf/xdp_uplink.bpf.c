/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * xdp_uplink: in front of the stack at the node's uplink: deny lists, and packets for backends of
 * other nodes that go there as they are.
 */
#include "weir/early.h"

char weir_license[] SEC("license") = "GPL";

SEC("xdp")
int from_wire(struct xdp_md *xdp)
{
	return early(xdp);
}
