/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * peers.h: what a socket was translated to, kept in the socket. A record is a claim about one
 * backend, compared with the address at hand before use, so a stale one is harmless.
 */
#ifndef WEIR_PEERS_H
#define WEIR_PEERS_H

#include "weir/address.h"
#include "weir/maps.h"

static __always_inline void peer_fill(struct peer *peer, const struct frontend_key *to,
				      const struct slot *backend, __u32 service_id)
{
	peer->frontend = to->address;
	peer->frontend_port = to->port;
	peer->backend = backend->address;
	peer->backend_port = backend->port;
	peer->service_id = service_id;
}

static __always_inline bool peer_sends(const struct peer *peer, const struct frontend_key *from)
{
	return peer->backend_port == from->port && address_equal(&peer->backend, &from->address);
}

static __always_inline void connected_remember(struct bpf_sock *sk, const struct frontend_key *to,
					       const struct slot *backend, __u32 service_id)
{
	struct peer *peer =
		bpf_sk_storage_get(&connected_peers, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);

	if (peer)
		peer_fill(peer, to, backend, service_id);
}

/* The socket now connects to something that is no Service; it may even be the same backend. */
static __always_inline void connected_forget(struct bpf_sock *sk)
{
	struct peer *peer = bpf_sk_storage_get(&connected_peers, sk, NULL, 0);

	if (peer)
		peer->backend_port = 0;
}

/* The record of this socket for a frontend: its index, or DATAGRAM_PEERS. */
static __always_inline __u32 datagram_find(const struct datagram_peers *known,
					   const struct frontend_key *to)
{
	for (__u32 i = 0; i < DATAGRAM_PEERS; i++) {
		const struct peer *peer = &known->peers[i];

		if (peer->frontend_port == to->port && address_equal(&peer->frontend, &to->address))
			return i;
	}
	return DATAGRAM_PEERS;
}

/* A frontend beyond the eighth takes the place of the oldest. */
static __always_inline struct peer *datagram_slot(struct datagram_peers *known, __u32 index)
{
	if (index >= DATAGRAM_PEERS)
		index = known->next++;
	return &known->peers[index & (DATAGRAM_PEERS - 1)];
}

/* Copies the frontend that this socket's datagrams to a backend were sent to. */
static __always_inline bool peer_reveal(struct bpf_sock *sk, const struct frontend_key *from,
					struct frontend_key *frontend)
{
	struct peer *peer = bpf_sk_storage_get(&connected_peers, sk, NULL, 0);
	struct datagram_peers *known;

	if (peer && peer_sends(peer, from))
		goto found;
	known = bpf_sk_storage_get(&datagram_peers, sk, NULL, 0);
	if (!known)
		return false;
	for (int i = 0; i < DATAGRAM_PEERS; i++) {
		peer = &known->peers[i];
		if (peer_sends(peer, from))
			goto found;
	}
	return false;
found:
	frontend->address = peer->frontend;
	frontend->port = peer->frontend_port;
	return true;
}

#endif
