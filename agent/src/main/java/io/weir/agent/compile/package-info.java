/**
 * Compiled Services and pods as typed map entries. Pure: no I/O, no clock, no state. May import:
 * model, service, bpf.abi.
 */
package io.weir.agent.compile;
