/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* workload_config.h: load-time constants of the programs at the pods' interfaces. */
#ifndef WEIR_WORKLOAD_CONFIG_H
#define WEIR_WORKLOAD_CONFIG_H

#include "weir/flow_abi.h"
#include "weir/workload_abi.h"

#define SECONDS 1000000000ULL

/* What netfilter's conntrack has. adopt_tcp is our own: see docs/adr/0013. */
const volatile struct flow_timeouts timeouts = {
	.tcp_opening = 120 * SECONDS,
	.tcp_established = 432000 * SECONDS,
	.tcp_closing = 120 * SECONDS,
	.tcp_reset = 10 * SECONDS,
	.udp_opening = 30 * SECONDS,
	.udp_answered = 120 * SECONDS,
	.sctp_opening = 30 * SECONDS,
	.sctp_established = 210 * SECONDS,
	.icmp = 30 * SECONDS,
	.other = 600 * SECONDS,
	.fragment = 30 * SECONDS,
	.adopt_tcp = 3600 * SECONDS,
};

/* Never read: brings the enums into the BTF of the object, for user space to check. */
const volatile struct workload_enums {
	enum special_set special_set;
	enum endpoint_flags endpoint_flags;
	enum peer_flags peer_flags;
	enum prefix_flags prefix_flags;
	enum rule_set_flags rule_set_flags;
	enum part_kind part_kind;
	enum flow_flags flow_flags;
	enum drop_reason drop_reason;
	enum workload_counter workload_counter;
	enum verdict_path verdict_path;
} workload_enums;

#endif
