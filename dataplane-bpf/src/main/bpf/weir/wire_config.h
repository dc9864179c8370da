/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* wire_config.h: load-time constants of the programs that translate Services on the wire. */
#ifndef WEIR_WIRE_CONFIG_H
#define WEIR_WIRE_CONFIG_H

#include "weir/wire_abi.h"

#include <bpf/bpf_endian.h>

const volatile struct wire_config wire_config = {
	/* Above the range that Linux takes ports for its own connections from (to 60999). */
	.snat_first_port = 61000,
	.snat_last_port = 65535,
	.tunnel_port = bpf_htons(6081),
};

/* Never read: brings the enums into the BTF of the object, for user space to check. */
const volatile struct wire_enums {
	enum service_address_flags service_address_flags;
	enum external_mode external_mode;
	enum translation_flags translation_flags;
	enum wire_path wire_path;
	enum wire_counter wire_counter;
	enum tunnel_type tunnel_type;
	enum deny_flags deny_flags;
} wire_enums;

#endif
