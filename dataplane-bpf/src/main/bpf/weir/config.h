/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * config.h: load-time constants. User space sets them before load, and the verifier removes what
 * they switch off.
 */
#ifndef WEIR_CONFIG_H
#define WEIR_CONFIG_H

#include "weir/abi.h"

const volatile struct socket_config config;

/* Never read: brings the enums of abi.h into the BTF of the object, for user space to check. */
const volatile struct abi_enums {
	enum frontend_flags frontend_flags;
	enum frontend_kind frontend_kind;
	enum slot_flags slot_flags;
	enum member_flags member_flags;
	enum pod_flags pod_flags;
	enum socket_counter socket_counter;
	enum tcp_time tcp_time;
} abi_enums;

#endif
