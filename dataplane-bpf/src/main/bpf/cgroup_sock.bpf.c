/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * cgroup_sock: Services at the socket. A process connects or sends to a frontend, and its socket
 * is given a backend instead: no packet is ever rewritten. What the process asks back (getpeername,
 * recvfrom) shows the frontend again.
 */
#include "weir/client.h"
#include "weir/config.h"
#include "weir/count.h"
#include "weir/maps.h"
#include "weir/peers.h"
#include "weir/service.h"
#include "weir/sock.h"
#include "weir/times.h"

#include <linux/errno.h>
#include <linux/in.h>

char weir_license[] SEC("license") = "GPL";

/* What a hook tells the kernel. */
enum { REFUSE = 0, PROCEED = 1 };

/* Without bpf_set_retval the caller sees EPERM. */
static __always_inline int refuse(int error, enum socket_counter reason)
{
	count(reason);
	if (config.can_set_errno)
		bpf_set_retval(-error);
	return REFUSE;
}

static __always_inline int leave(enum socket_counter reason)
{
	count(reason);
	return PROCEED;
}

static __always_inline bool is_balanced(__u32 protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP;
}

/*
 * Chooses a backend for a new flow. Without one, the hook returns what this returns: the flow is
 * refused, or it is left to the wire, which drops it.
 */
static __always_inline int select(struct bpf_sock_addr *ctx, const struct frontend *service,
				  const struct address *vip, const struct address *source,
				  struct slot *backend, bool *chosen)
{
	if (service->flags & FRONTEND_SOURCE_RANGES && !client_in_ranges(service, vip, source))
		return leave(SOCKET_SOURCE_DENIED);
	__u64 netns = service->affinity_seconds ? bpf_get_netns_cookie(ctx) : 0;

	*chosen = service_choose(service, netns, backend);
	if (*chosen)
		return leave(SOCKET_TRANSLATED);
	if (service->flags & FRONTEND_ELSEWHERE)
		return leave(SOCKET_NO_LOCAL);
	return refuse(ECONNREFUSED, SOCKET_REFUSED);
}

/* A socket connects: for good, so what was chosen is for life. */
static __always_inline int connect(struct bpf_sock_addr *ctx, enum hook hook)
{
	struct frontend_key to = {};
	struct frontend service;
	struct slot backend;
	bool chosen = false;

	if (!is_balanced(ctx->protocol))
		return PROCEED;
	sock_read(ctx, hook, &to);
	if (!service_find(&to, &service)) {
		time_connect(ctx, TCP_TIME_DIRECT);
		connected_forget(ctx->sk);
		return PROCEED;
	}
	if (client_opted_out()) {
		time_connect(ctx, TCP_TIME_DIRECT);
		return leave(SOCKET_OPTED_OUT);
	}

	struct address source = sock_bound_source(ctx, hook);
	int verdict = select(ctx, &service, &to.address, &source, &backend, &chosen);

	if (!chosen)
		return verdict;
	time_connect(ctx, backend.flags & SLOT_LOCAL ? TCP_TIME_LOCAL : TCP_TIME_REMOTE);
	connected_remember(ctx->sk, &to, &backend, service.service_id);
	sock_write(ctx, hook, &backend.address, backend.port);
	return PROCEED;
}

/*
 * Connected to the Service itself, before we came: answers are taken from that address only, so it
 * is for whom translated then, also where the datagram names its destination again.
 */
static __always_inline bool is_connected_past_us(struct bpf_sock_addr *ctx)
{
	return ctx->sk->dst_port && !bpf_sk_storage_get(&connected_peers, ctx->sk, NULL, 0);
}

/*
 * A datagram socket sends, unconnected. It keeps the backend it has for a frontend for as long as
 * that one serves: a flow is a socket and a frontend, not a datagram.
 */
static __always_inline int sendmsg(struct bpf_sock_addr *ctx, enum hook hook)
{
	struct frontend_key to = {};
	struct frontend service;
	struct slot backend;
	bool chosen = false;
	__u32 index = DATAGRAM_PEERS;

	if (!is_balanced(ctx->protocol))
		return PROCEED;
	sock_read(ctx, hook, &to);
	if (!service_find(&to, &service) || is_connected_past_us(ctx))
		return PROCEED;
	if (client_opted_out())
		return leave(SOCKET_OPTED_OUT);

	struct datagram_peers *known =
		bpf_sk_storage_get(&datagram_peers, ctx->sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);

	if (known)
		index = datagram_find(known, &to);
	if (known && index < DATAGRAM_PEERS) {
		struct peer *peer = &known->peers[index & (DATAGRAM_PEERS - 1)];

		if (peer->service_id == service.service_id &&
		    service_has(peer->service_id, &peer->backend, peer->backend_port,
				MEMBER_SERVING)) {
			sock_write(ctx, hook, &peer->backend, peer->backend_port);
			return PROCEED;
		}
	}

	struct address source = sock_datagram_source(ctx, hook);
	int verdict = select(ctx, &service, &to.address, &source, &backend, &chosen);

	if (!chosen)
		return verdict;
	if (index < DATAGRAM_PEERS)
		count(SOCKET_RESELECTED);
	if (known)
		peer_fill(datagram_slot(known, index), &to, &backend, service.service_id);
	sock_write(ctx, hook, &backend.address, backend.port);
	return PROCEED;
}

/* Shows the frontend where the kernel would show the backend. */
static __always_inline int reveal(struct bpf_sock_addr *ctx, enum hook hook)
{
	struct frontend_key from = {};
	struct frontend_key frontend;

	if (!is_balanced(ctx->protocol))
		return PROCEED;
	sock_read(ctx, hook, &from);
	if (peer_reveal(ctx->sk, &from, &frontend))
		sock_write(ctx, hook, &frontend.address, frontend.port);
	return PROCEED;
}

/*
 * A listener on a NodePort's port would never be reached: its owner hears so at once. A wildcard of
 * IPv6 takes IPv4 too, unless the socket says no, which cannot be seen from here.
 */
static __always_inline int bind(struct bpf_sock_addr *ctx, enum hook hook)
{
	struct frontend_key at = {};

	if (!config.protect_node_ports || !is_balanced(ctx->protocol) || !ctx->user_port)
		return PROCEED;
	if (bpf_get_netns_cookie(ctx) != config.host_netns_cookie)
		return PROCEED;
	sock_read(ctx, hook, &at);

	bool wildcard = address_is_unspecified(&at.address);
	bool ipv4 = address_is_ipv4(&at.address);

	if (!((ipv4 || wildcard) && nodeport(&at, 4)) && !(!ipv4 && nodeport(&at, 6)))
		return PROCEED;
	if (!wildcard && !bpf_map_lookup_elem(&node_addresses, &at.address))
		return PROCEED;
	return refuse(EADDRINUSE, SOCKET_BIND_REFUSED);
}

SEC("sockops")
int tcp_timing(struct bpf_sock_ops *ctx)
{
	switch (ctx->op) {
	case BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB:
		time_connected(ctx);
		time_until_end(ctx);
		break;
	case BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB:
		time_until_end(ctx);
		break;
	case BPF_SOCK_OPS_STATE_CB:
		time_ending(ctx);
		break;
	}
	return PROCEED;
}

#define PROGRAM(name, body, hook)                                                                  \
	SEC("cgroup/" #name)                                                                       \
	int name(struct bpf_sock_addr *ctx)                                                        \
	{                                                                                          \
		return body(ctx, hook);                                                            \
	}

PROGRAM(connect4, connect, HOOK_V4)
PROGRAM(connect6, connect, HOOK_V6)
PROGRAM(sendmsg4, sendmsg, HOOK_V4)
PROGRAM(sendmsg6, sendmsg, HOOK_V6)
PROGRAM(recvmsg4, reveal, HOOK_V4)
PROGRAM(recvmsg6, reveal, HOOK_V6)
PROGRAM(getpeername4, reveal, HOOK_V4)
PROGRAM(getpeername6, reveal, HOOK_V6)
PROGRAM(bind4, bind, HOOK_V4)
PROGRAM(bind6, bind, HOOK_V6)
