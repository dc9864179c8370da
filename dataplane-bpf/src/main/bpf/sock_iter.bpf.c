/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * sock_iter: finds connected UDP sockets whose backend is gone. Nothing else would tell them: every
 * datagram would go nowhere. Cut, their owner gets an error and connects again. TCP is left to its
 * peers. User space reads one of the two programs after backends went away, once in every network
 * namespace: the iterator walks the sockets of the reader's.
 */
#include "weir/count.h"
#include "weir/kernel.h"
#include "weir/maps.h"
#include "weir/service.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <linux/bpf.h>

#define AF_INET6 10

char weir_license[] SEC("license") = "GPL";

/* Weak: a kernel before 6.5 lacks it, and there list_udp is loaded alone. */
extern int bpf_sock_destroy(struct sock_common *sk) __ksym __weak;

/* One of a socket's addresses as maps have it. An IPv6 socket keeps IPv4 in that form itself. */
static __always_inline struct address address_of(const struct sock_common *sk, __be32 ipv4,
						 const struct in6_addr *ipv6)
{
	union words words = {.word = {0, 0, IPV4_MAPPED, ipv4}};

	if (sk->skc_family == AF_INET6) {
		words.word[0] = ipv6->in6_u.u6_addr32[0];
		words.word[1] = ipv6->in6_u.u6_addr32[1];
		words.word[2] = ipv6->in6_u.u6_addr32[2];
		words.word[3] = ipv6->in6_u.u6_addr32[3];
	}
	return words.address;
}

static __always_inline bool is_stale(struct udp_sock *udp)
{
	struct peer *peer = bpf_sk_storage_get(&connected_peers, udp, NULL, 0);
	const struct sock_common *sk = &udp->inet.sk.__sk_common;

	/* A socket that disconnected has port 0. */
	if (!peer || sk->skc_dport != peer->backend_port)
		return false;
	struct address remote = address_of(sk, sk->skc_daddr, &sk->skc_v6_daddr);

	return address_equal(&remote, &peer->backend) &&
	       !service_has(peer->service_id, &peer->backend, peer->backend_port, MEMBER_SERVING);
}

SEC("iter/udp")
int cut_udp(struct bpf_iter__udp *ctx)
{
	struct udp_sock *udp = ctx->udp_sk;

	if (udp && is_stale(udp) && bpf_sock_destroy((struct sock_common *)udp) == 0)
		count(SOCKET_CUT);
	return 0;
}

/*
 * Names the sockets to a reader who can cut them. A line each: family, local address and port,
 * remote address and port, interface it is bound to, cookie; all in hexadecimal.
 */
SEC("iter/udp")
int list_udp(struct bpf_iter__udp *ctx)
{
	struct udp_sock *udp = ctx->udp_sk;

	if (!udp || !is_stale(udp))
		return 0;
	const struct sock_common *sk = &udp->inet.sk.__sk_common;
	struct address local = address_of(sk, sk->skc_rcv_saddr, &sk->skc_v6_rcv_saddr);
	struct address remote = address_of(sk, sk->skc_daddr, &sk->skc_v6_daddr);
	__u64 cookie = bpf_get_socket_cookie(udp);

	/* A line that does not fit is asked for again. */
	if (BPF_SEQ_PRINTF(ctx->meta->seq, "%x %016llx%016llx %x %016llx%016llx %x %x %llx\n",
			   sk->skc_family, bpf_be64_to_cpu(local.high), bpf_be64_to_cpu(local.low),
			   bpf_ntohs(udp->inet.inet_sport), bpf_be64_to_cpu(remote.high),
			   bpf_be64_to_cpu(remote.low), bpf_ntohs(sk->skc_dport),
			   sk->skc_bound_dev_if, cookie) == 0)
		count(SOCKET_CUT);
	return 0;
}
