/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* timeout.h: how long a flow without packets is remembered. */
#ifndef WEIR_TIMEOUT_H
#define WEIR_TIMEOUT_H

#include "weir/packet.h"
#include "weir/workload_config.h"

/* An answered UDP flow that lasts longer is no mere question and answer. */
#define UDP_STREAM (2 * SECONDS)

#define FLOW_FINISHED (FLOW_FIN_ORIGINAL | FLOW_FIN_REPLY)

/* In ns. opening: the flow is in opening_flows. */
static __always_inline __u64 flow_timeout(const struct flow *flow, __u8 protocol, bool opening)
{
	bool answered = flow->flags & FLOW_ANSWERED;

	switch (protocol) {
	case IPPROTO_TCP:
		if (flow->flags & FLOW_RESET)
			return timeouts.tcp_reset;
		if ((flow->flags & FLOW_FINISHED) == FLOW_FINISHED || flow->flags & FLOW_CUT)
			return timeouts.tcp_closing;
		return answered && !opening ? timeouts.tcp_established : timeouts.tcp_opening;
	case IPPROTO_UDP:
		return answered && flow->last_seen - flow->created > UDP_STREAM
			       ? timeouts.udp_answered
			       : timeouts.udp_opening;
	case IPPROTO_SCTP:
		return answered && !opening ? timeouts.sctp_established : timeouts.sctp_opening;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return timeouts.icmp;
	default:
		return timeouts.other;
	}
}

static __always_inline bool flow_is_over(const struct flow *flow, __u8 protocol, bool opening,
					 __u64 now)
{
	__u64 last = flow->last_seen;

	/* Another CPU may have seen it after we read the clock. */
	return now > last && now - last > flow_timeout(flow, protocol, opening);
}

#endif
