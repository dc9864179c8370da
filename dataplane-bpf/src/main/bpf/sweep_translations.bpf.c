/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * sweep_translations: forgets the translations whose time is over. User space runs it now and then;
 * a packet that comes before the sweep does finds its flow gone just the same.
 */
#include "weir/address.h"
#include "weir/translation_timeout.h"
#include "weir/wire_maps.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char weir_license[] SEC("license") = "GPL";

struct wire_sweep {
	__u64 now;
	__u32 seen;
	__u32 expired;
	__u32 snat_ports_ipv4;
	__u32 snat_ports_ipv6;
	__u8 opening;
	__u8 pad[7];
};

enum fate { FATE_STAYS = 0, FATE_STAYS_WITH_PORT = 1, FATE_GOES = 2 };

static __always_inline struct translation *
other_direction(const struct tuple *tuple, const struct translation *one, bool *opening)
{
	struct tuple other = {.source = one->destination,
			      .destination = one->source,
			      .source_port = one->destination_port,
			      .destination_port = one->source_port,
			      .protocol = tuple->protocol};
	struct translation *found = bpf_map_lookup_elem(&translations, &other);

	*opening = !found;
	return found ? found : bpf_map_lookup_elem(&opening_translations, &other);
}

/*
 * Either direction keeps both: what is silent may only be listening. A function of its own,
 * verified once; returns an enum fate.
 */
__noinline int fate_of(const struct tuple *tuple, const struct translation *one, bool opening,
		       __u64 now)
{
	bool other_opening;

	if (!tuple || !one)
		return FATE_STAYS;
	if (entry_is_over(one, tuple->protocol, opening, now)) {
		struct translation *other = other_direction(tuple, one, &other_opening);

		if (!other || entry_is_over(other, tuple->protocol, other_opening, now))
			return FATE_GOES;
	}
	return (one->flags & (TRANSLATION_SNAT | TRANSLATION_REPLY)) == TRANSLATION_SNAT
		       ? FATE_STAYS_WITH_PORT
		       : FATE_STAYS;
}

static long sweep_translation(void *map, const void *key, void *value, void *context)
{
	struct tuple tuple = *(const struct tuple *)key;
	struct wire_sweep *sweep = context;
	int fate = fate_of(&tuple, value, sweep->opening, sweep->now);

	sweep->seen += 1;
	if (fate == FATE_GOES)
		sweep->expired += bpf_map_delete_elem(map, &tuple) == 0;
	else if (address_is_ipv4(&tuple.source))
		sweep->snat_ports_ipv4 += fate;
	else
		sweep->snat_ports_ipv6 += fate;
	return 0;
}

SEC("syscall")
int sweep_translations(void *context __attribute__((unused)))
{
	struct wire_sweep settled = {.now = bpf_ktime_get_ns()};
	struct wire_sweep opening = {.now = settled.now, .opening = 1};
	__u32 index = WIRE_FLOWS_EXPIRED;
	__u32 zero = 0;

	bpf_for_each_map_elem(&translations, sweep_translation, &settled, 0);
	bpf_for_each_map_elem(&opening_translations, sweep_translation, &opening, 0);

	struct wire_sweep_result result = {
		.at = settled.now,
		.translations = settled.seen - settled.expired,
		.opening_translations = opening.seen - opening.expired,
		.snat_ports_ipv4 = settled.snat_ports_ipv4 + opening.snat_ports_ipv4,
		.snat_ports_ipv6 = settled.snat_ports_ipv6 + opening.snat_ports_ipv6,
	};
	__u64 *expired = bpf_map_lookup_elem(&wire_counters, &index);

	if (expired)
		*expired += settled.expired + opening.expired;
	bpf_map_update_elem(&wire_sweep_results, &zero, &result, BPF_ANY);
	return 0;
}
