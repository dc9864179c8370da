/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* address.h: questions about an address, whatever its family. */
#ifndef WEIR_ADDRESS_H
#define WEIR_ADDRESS_H

#include "weir/abi.h"

#include <stdbool.h>

#include <linux/in6.h>

#include <bpf/bpf_endian.h>

/* ::ffff:0:0/96 */
#define IPV4_MAPPED bpf_htonl(0xffff)

union words {
	struct address address;
	__be32 word[4];
};

static __always_inline struct address address_of_v4(__be32 ipv4)
{
	union words words = {.word = {0, 0, IPV4_MAPPED, ipv4}};

	return words.address;
}

static __always_inline struct address address_of_v6(const struct in6_addr *ipv6)
{
	union words words = {.word = {ipv6->in6_u.u6_addr32[0], ipv6->in6_u.u6_addr32[1],
				      ipv6->in6_u.u6_addr32[2], ipv6->in6_u.u6_addr32[3]}};

	return words.address;
}

static __always_inline __be32 ipv4_of(const struct address *address)
{
	const union words *words = (const void *)address;

	return words->word[3];
}

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

/* Zero stands for an address that is not there, and is nobody's. */
static __always_inline bool address_is(const struct address *address, const struct address *wanted)
{
	return address_equal(address, wanted) && (wanted->high | wanted->low);
}

/* fe80::/10 */
static __always_inline bool address_is_link_local(const struct address *address)
{
	return (address->high & bpf_cpu_to_be64(0xffc0ULL << 48)) ==
	       bpf_cpu_to_be64(0xfe80ULL << 48);
}

/* ff00::/8 */
static __always_inline bool address_is_multicast(const struct address *address)
{
	return (address->high & bpf_cpu_to_be64(0xffULL << 56)) == bpf_cpu_to_be64(0xffULL << 56);
}

#endif
