/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* workload_layout: the maps of policy without a program. */
#include "weir/workload_config.h"
#include "weir/workload_maps.h"

SEC("tc")
int nothing(struct __sk_buff *skb)
{
	return timeouts.icmp && skb->len ? 0 : 1;
}
