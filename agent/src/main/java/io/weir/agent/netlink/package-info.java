/**
 * What the kernel says about the host itself: the addresses NodePorts may be reached at. May
 * import: model, service.model, bpf.sys. State: the set delivered last, owned by the thread that
 * follows.
 */
package io.weir.agent.netlink;
