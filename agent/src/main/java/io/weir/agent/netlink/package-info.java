/**
 * What the kernel says about the host itself: the addresses NodePorts may be reached at, and the
 * interfaces of pods with their addresses. May import: model, values, bpf.sys. State: the links
 * read last, owned by the thread that follows.
 */
package io.weir.agent.netlink;
