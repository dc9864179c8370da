/**
 * What surrounds BPF: network namespaces, netlink, cgroups, bpffs. Does not know maps or programs.
 */
package io.weir.bpf.sys;
