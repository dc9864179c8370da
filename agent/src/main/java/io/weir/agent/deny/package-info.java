/**
 * Deny lists: from files to the map that programs at uplinks read. Beside the loop, since a list
 * may have a million prefixes and depends on nothing else. Effects: files, bpf(2), one thread. May
 * import: compile's entries, bpf.
 */
package io.weir.agent.deny;
