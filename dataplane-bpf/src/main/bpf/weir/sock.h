/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * sock.h: socket hook context to family-neutral values and back. The only one that knows v4 from
 * v6. A v6 hook also sees the IPv4-mapped addresses of dual-stack sockets: in a map they look as
 * those of a v4 hook do, so nothing else need care.
 */
#ifndef WEIR_SOCK_H
#define WEIR_SOCK_H

#include "weir/abi.h"
#include "weir/address.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* Which kind of hook runs: decided at compile time, since the context's fields depend on it. */
enum hook { HOOK_V4, HOOK_V6 };

/* The address, port and protocol that the hook is about. */
static __always_inline void sock_read(struct bpf_sock_addr *ctx, enum hook hook,
				      struct frontend_key *at)
{
	if (hook == HOOK_V4) {
		at->address = address_of_v4(ctx->user_ip4);
	} else {
		union words words = {.word = {ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2],
					      ctx->user_ip6[3]}};

		at->address = words.address;
	}
	at->port = ctx->user_port;
	at->protocol = ctx->protocol;
}

/* Callers write an address of the family they read: a socket cannot change it. */
static __always_inline void sock_write(struct bpf_sock_addr *ctx, enum hook hook,
				       const struct address *address, __be16 port)
{
	const union words *words = (const void *)address;

	if (hook == HOOK_V4) {
		ctx->user_ip4 = words->word[3];
	} else {
		ctx->user_ip6[0] = words->word[0];
		ctx->user_ip6[1] = words->word[1];
		ctx->user_ip6[2] = words->word[2];
		ctx->user_ip6[3] = words->word[3];
	}
	ctx->user_port = port;
}

/* The source address that the socket is bound to; unspecified if routing will choose it. */
static __always_inline struct address sock_bound_source(struct bpf_sock_addr *ctx, enum hook hook)
{
	struct bpf_sock *sk = ctx->sk;

	if (hook == HOOK_V4)
		return address_of_v4(sk->src_ip4);
	union words words = {
		.word = {sk->src_ip6[0], sk->src_ip6[1], sk->src_ip6[2], sk->src_ip6[3]}};
	return words.address;
}

/* The same for one datagram, whose sender may name a source (IP_PKTINFO). */
static __always_inline struct address sock_datagram_source(struct bpf_sock_addr *ctx,
							   enum hook hook)
{
	if (hook == HOOK_V4)
		return address_of_v4(ctx->msg_src_ip4);
	union words words = {.word = {ctx->msg_src_ip6[0], ctx->msg_src_ip6[1], ctx->msg_src_ip6[2],
				      ctx->msg_src_ip6[3]}};
	return words.address;
}

#endif
