/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * answer.h: ICMP errors of our own. The packet itself becomes the answer: it is cut, gets new
 * headers in front, and goes back where it came from, from the address that it was sent to.
 */
#ifndef WEIR_ANSWER_H
#define WEIR_ANSWER_H

#include "weir/rewrite.h"
#include "weir/transport.h"

#define ICMP_HEADER   8
#define QUOTED_V4     40 /* IP and TCP header */
#define QUOTED_V6     60
#define QUOTED_UDP_V4 28
#define QUOTED_UDP_V6 48
#define ANSWER_HOPS   64

enum answer {
	ANSWER_REFUSED = 0, /* port unreachable: RFC 792 3/3, RFC 4443 1/4 */
	ANSWER_TOO_BIG = 1, /* RFC 1191 3/4, RFC 4443 2/0 */
};

struct icmp_start {
	__u8 type;
	__u8 code;
	__sum16 checksum;
	union {
		__be32 rest;
		struct {
			__be16 unused;
			__be16 mtu;
		} too_big;
	};
};

struct answer_v4 {
	struct iphdr ip;
	struct icmp_start icmp;
};

struct answer_v6 {
	struct ipv6hdr ip;
	struct icmp_start icmp;
};

static __always_inline __sum16 checksum_fold(__s64 sum)
{
	__u32 folded = ((__u32)sum & 0xffff) + ((__u32)sum >> 16);

	folded = (folded & 0xffff) + (folded >> 16);
	return ~folded;
}

static __always_inline void answer_icmp(struct icmp_start *icmp, bool ipv6, enum answer answer,
					__u32 mtu)
{
	if (ipv6) {
		icmp->type = answer == ANSWER_TOO_BIG ? 2 : 1;
		icmp->code = answer == ANSWER_TOO_BIG ? 0 : 4;
		icmp->rest = bpf_htonl(mtu);
		return;
	}
	icmp->type = 3;
	icmp->code = answer == ANSWER_TOO_BIG ? 4 : 3;
	icmp->too_big.mtu = bpf_htons(mtu);
}

static __always_inline bool answer_v4(struct __sk_buff *skb, enum answer answer, __u32 mtu,
				      __u32 quoted)
{
	struct answer_v4 header = {};
	__be32 quote[QUOTED_V4 / 4] = {};
	struct iphdr *inner = (void *)quote;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, quote, QUOTED_UDP_V4) ||
	    (quoted > QUOTED_UDP_V4 &&
	     bpf_skb_load_bytes(skb, ETH_HLEN + QUOTED_UDP_V4, quote + QUOTED_UDP_V4 / 4,
				QUOTED_V4 - QUOTED_UDP_V4)))
		return false;
	header.ip.version = 4;
	header.ip.ihl = sizeof(header.ip) / 4;
	header.ip.tot_len = bpf_htons(sizeof(header) + quoted);
	header.ip.ttl = ANSWER_HOPS;
	header.ip.protocol = IPPROTO_ICMP;
	header.ip.saddr = inner->daddr;
	header.ip.daddr = inner->saddr;
	header.ip.check =
		checksum_fold(bpf_csum_diff(NULL, 0, (void *)&header.ip, sizeof(header.ip), 0));
	answer_icmp(&header.icmp, false, answer, mtu);
	__s64 sum = bpf_csum_diff(NULL, 0, (void *)&header.icmp, sizeof(header.icmp), 0);

	header.icmp.checksum = checksum_fold(bpf_csum_diff(NULL, 0, quote, sizeof(quote), sum));
	return !bpf_skb_change_tail(skb, ETH_HLEN + quoted, 0) &&
	       !bpf_skb_adjust_room(skb, sizeof(header), BPF_ADJ_ROOM_MAC, 0) &&
	       !bpf_skb_store_bytes(skb, ETH_HLEN, &header, sizeof(header), BPF_F_INVALIDATE_HASH);
}

static __always_inline bool answer_v6(struct __sk_buff *skb, enum answer answer, __u32 mtu,
				      __u32 quoted)
{
	struct answer_v6 header = {};
	__be32 quote[QUOTED_V6 / 4] = {};
	__be32 rest[2] = {bpf_htonl(ICMP_HEADER + quoted), bpf_htonl(IPPROTO_ICMPV6)};
	struct ipv6hdr *inner = (void *)quote;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, quote, QUOTED_UDP_V6) ||
	    (quoted > QUOTED_UDP_V6 &&
	     bpf_skb_load_bytes(skb, ETH_HLEN + QUOTED_UDP_V6, quote + QUOTED_UDP_V6 / 4,
				QUOTED_V6 - QUOTED_UDP_V6)))
		return false;
	header.ip.version = 6;
	header.ip.payload_len = bpf_htons(ICMP_HEADER + quoted);
	header.ip.nexthdr = IPPROTO_ICMPV6;
	header.ip.hop_limit = ANSWER_HOPS;
	header.ip.saddr = inner->daddr;
	header.ip.daddr = inner->saddr;
	answer_icmp(&header.icmp, true, answer, mtu);
	__s64 sum =
		bpf_csum_diff(NULL, 0, (void *)&header.ip.saddr, 2 * sizeof(struct in6_addr), 0);

	sum = bpf_csum_diff(NULL, 0, rest, sizeof(rest), sum);
	sum = bpf_csum_diff(NULL, 0, (void *)&header.icmp, sizeof(header.icmp), sum);
	header.icmp.checksum = checksum_fold(bpf_csum_diff(NULL, 0, quote, sizeof(quote), sum));
	return !bpf_skb_change_tail(skb, ETH_HLEN + quoted, 0) &&
	       !bpf_skb_adjust_room(skb, sizeof(header), BPF_ADJ_ROOM_MAC, 0) &&
	       !bpf_skb_store_bytes(skb, ETH_HLEN, &header, sizeof(header), BPF_F_INVALIDATE_HASH);
}

static __always_inline bool macs_swap(struct __sk_buff *skb)
{
	__u8 macs[2 * ETH_ALEN];

	return !bpf_skb_load_bytes(skb, 0, macs, sizeof(macs)) &&
	       !bpf_skb_store_bytes(skb, 0, macs + ETH_ALEN, ETH_ALEN, 0) &&
	       !bpf_skb_store_bytes(skb, ETH_ALEN, macs, ETH_ALEN, 0);
}

/* Back to the sender: into the pod, to the host's own stack, or out again. */
static __always_inline int answer_send(const struct work *work)
{
	if (work->direction == FROM_POD)
		return bpf_redirect_peer(work->packet.flow.ifindex, 0);
	return bpf_redirect(work->packet.flow.ifindex,
			    work->direction == TO_NETWORK ? BPF_F_INGRESS : 0);
}

/* Errors are never answered, nor what would make many of one: RFC 1122 3.2.2. */
static __always_inline bool may_answer(struct work *work)
{
	struct packet *packet = &work->packet;
	struct address *source = packet_source(packet);
	__u32 offset = ETH_HLEN + (packet->ipv6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr));

	if (packet->part == FRAGMENT_LATER || packet->transport != offset ||
	    address_is_unspecified(source) || address_is_multicast(source))
		return false;
	if (packet_is_icmp(packet))
		return packet->icmp_type ==
		       (packet->ipv6 ? ICMPV6_ECHO_REQUEST : ICMP_ECHO_REQUEST);
	return true;
}

/* Tells the sender; where that cannot be, the packet is dropped. The reason is counted either way.
 */
static __noinline int answer_with(struct __sk_buff *skb, struct work *work, enum answer answer,
				  __u32 mtu, enum drop_reason reason)
{
	bool tcp = work->packet.flow.protocol == IPPROTO_TCP;
	bool made;

	drop(work->bytes, work->direction, reason);
	if (!may_answer(work))
		return DROP;
	made = work->packet.ipv6 ? answer_v6(skb, answer, mtu, tcp ? QUOTED_V6 : QUOTED_UDP_V6)
				 : answer_v4(skb, answer, mtu, tcp ? QUOTED_V4 : QUOTED_UDP_V4);
	if (!made || !macs_swap(skb))
		return DROP;
	path_count(WIRE_ANSWER, skb->len);
	return answer_send(work);
}

#endif
