/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* translation_timeout.h: how long a translated flow without packets is remembered. */
#ifndef WEIR_TRANSLATION_TIMEOUT_H
#define WEIR_TRANSLATION_TIMEOUT_H

#include "weir/timeout.h"
#include "weir/wire_abi.h"

/* In ns, for one direction. The other one may still speak: a flow is over when both are. */
static __always_inline __u64 entry_timeout(const struct translation *entry, __u8 protocol,
					   bool opening)
{
	/* Answers that go another way are not seen: a second packet shows that there was one. */
	bool answered = entry->flags & TRANSLATION_ONE_WAY ? entry->packets > 1 : !opening;

	switch (protocol) {
	case IPPROTO_TCP:
		if (entry->flags & TRANSLATION_RESET)
			return timeouts.tcp_reset;
		if (entry->flags & TRANSLATION_FIN)
			return timeouts.tcp_closing;
		return answered ? timeouts.tcp_established : timeouts.tcp_opening;
	case IPPROTO_UDP:
		return answered && entry->last_seen - entry->created > UDP_STREAM
			       ? timeouts.udp_answered
			       : timeouts.udp_opening;
	default:
		return answered ? timeouts.sctp_established : timeouts.sctp_opening;
	}
}

static __always_inline bool entry_is_over(const struct translation *entry, __u8 protocol,
					  bool opening, __u64 now)
{
	__u64 last = entry->last_seen;

	return now > last && now - last > entry_timeout(entry, protocol, opening);
}

#endif
