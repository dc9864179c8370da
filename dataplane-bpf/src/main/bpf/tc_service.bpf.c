/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * tc_service: Services at the host's end of each pod's interface, for packets that no socket hook
 * has translated. In the chain of what leaves a pod: service_from_pod, the policy of tc_workload,
 * service_reply; of what goes to it: the policy, service_to_pod.
 */
#include "weir/drop.h"
#include "weir/maps.h"
#include "weir/wire_config.h"
#include "weir/wire_maps.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char weir_license[] SEC("license") = "GPL";

SEC("tc")
int service_from_pod(struct __sk_buff *skb __attribute__((unused)))
{
	return NEXT;
}

SEC("tc")
int service_reply(struct __sk_buff *skb __attribute__((unused)))
{
	return NEXT;
}

SEC("tc")
int service_to_pod(struct __sk_buff *skb __attribute__((unused)))
{
	return NEXT;
}
