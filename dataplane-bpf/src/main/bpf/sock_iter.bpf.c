/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * sock_iter: user space reads it after backends went away, once in every network namespace: the
 * iterator walks the sockets of the reader's.
 */
#include "weir/count.h"
#include "weir/kernel.h"
#include "weir/maps.h"
#include "weir/service.h"

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <linux/bpf.h>

#define AF_INET6	10
#define STATE_CONNECTED 1 /* TCP_ESTABLISHED, which a connected UDP socket is said to be in */

char weir_license[] SEC("license") = "GPL";

extern int bpf_sock_destroy(struct sock_common *sk) __ksym;

/* Is the socket still connected to the backend of its record? */
static __always_inline bool is_connected_to(const struct sock_common *sk, const struct peer *peer)
{
	union words words = {.address = peer->backend};

	if (sk->skc_state != STATE_CONNECTED || sk->skc_dport != peer->backend_port)
		return false;
	if (sk->skc_family == AF_INET6)
		return sk->skc_v6_daddr.in6_u.u6_addr32[0] == words.word[0] &&
		       sk->skc_v6_daddr.in6_u.u6_addr32[1] == words.word[1] &&
		       sk->skc_v6_daddr.in6_u.u6_addr32[2] == words.word[2] &&
		       sk->skc_v6_daddr.in6_u.u6_addr32[3] == words.word[3];
	return sk->skc_daddr == words.word[3];
}

/*
 * Cuts connected UDP sockets whose backend is gone: nothing else would tell them, and every
 * datagram would go nowhere. The owner gets an error and connects again. TCP is left to its peers.
 */
SEC("iter/udp")
int cut_udp(struct bpf_iter__udp *ctx)
{
	struct udp_sock *udp = ctx->udp_sk;

	if (!udp)
		return 0;
	struct peer *peer = bpf_sk_storage_get(&connected_peers, udp, NULL, 0);

	if (!peer || !is_connected_to(&udp->inet.sk.__sk_common, peer))
		return 0;
	if (service_has(peer->service_id, &peer->backend, peer->backend_port, MEMBER_SERVING))
		return 0;
	if (bpf_sock_destroy((struct sock_common *)udp) == 0)
		count(SOCKET_CUT);
	return 0;
}
