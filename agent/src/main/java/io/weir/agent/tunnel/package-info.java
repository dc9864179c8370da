/**
 * Asks other nodes whether they take tunnels. Beside the loop: all it needs are the maps. Effects:
 * bpf(2), UDP, one thread. May import: compile, bpf.
 */
package io.weir.agent.tunnel;
