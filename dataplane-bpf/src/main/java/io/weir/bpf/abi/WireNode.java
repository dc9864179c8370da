package io.weir.bpf.abi;

/**
 * {@code struct wire_node} in wire_abi.h. Another node, where tunnels reach it; zero for a family
 * that it lacks.
 */
@BpfStruct("wire_node")
public record WireNode(Address ipv4, Address ipv6) {}
