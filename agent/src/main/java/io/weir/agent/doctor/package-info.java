/**
 * Whether a node is fit for Weir: looks at the kernel, at others' programs and rules, at links and
 * at our own pins. Changes nothing and needs no agent.
 */
package io.weir.agent.doctor;
