/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * tc_uplink: Services at the node's uplink. What comes from the network comes in there
 * (from_network), what goes to it goes out there (to_network).
 */
#include "weir/drop.h"
#include "weir/maps.h"
#include "weir/wire_config.h"
#include "weir/wire_maps.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char weir_license[] SEC("license") = "GPL";

SEC("tc")
int from_network(struct __sk_buff *skb __attribute__((unused)))
{
	return NEXT;
}

SEC("tc")
int to_network(struct __sk_buff *skb __attribute__((unused)))
{
	return NEXT;
}
