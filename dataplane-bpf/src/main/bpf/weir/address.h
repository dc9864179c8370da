/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* address.h: questions about an address, whatever its family. */
#ifndef WEIR_ADDRESS_H
#define WEIR_ADDRESS_H

#include "weir/abi.h"

#include <stdbool.h>

#include <bpf/bpf_endian.h>

/* ::ffff:0:0/96 */
#define IPV4_MAPPED bpf_htonl(0xffff)

union words {
	struct address address;
	__be32 word[4];
};

static __always_inline bool address_equal(const struct address *a, const struct address *b)
{
	return a->high == b->high && a->low == b->low;
}

static __always_inline bool address_is_ipv4(const struct address *address)
{
	const union words *words = (const void *)address;

	return address->high == 0 && words->word[2] == IPV4_MAPPED;
}

/* :: or 0.0.0.0 */
static __always_inline bool address_is_unspecified(const struct address *address)
{
	const union words *words = (const void *)address;

	return address->high == 0 && words->word[3] == 0 &&
	       (words->word[2] == 0 || words->word[2] == IPV4_MAPPED);
}

#endif
