/**
 * Applies differences to kernel maps in the order of dependence, and remembers what stuck. Effects:
 * bpf(2). May import: compile's entries, diff, bpf.
 */
package io.weir.agent.maps;
