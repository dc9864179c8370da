/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * still.h: whose is what was read? The kernel reuses the memory of a hash entry at once when the
 * entry is replaced or deleted; a program that has just found it then reads another key's value. An
 * entry that user space replaces while programs read it therefore carries a tag in front, written
 * before the rest: who finds the tag right after reading the rest has read the right one.
 */
#ifndef WEIR_STILL_H
#define WEIR_STILL_H

#include <linux/types.h>

#include <bpf/bpf_helpers.h>

/* It takes a change of the map in each attempt to need another one. */
#define READ_ATTEMPTS 3

static __always_inline bool still(const __u32 *tag, __u32 expected)
{
	barrier();
	return *(const volatile __u32 *)tag == expected;
}

#endif
