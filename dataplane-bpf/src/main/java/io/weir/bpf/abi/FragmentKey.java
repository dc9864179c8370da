package io.weir.bpf.abi;

/** {@code struct fragment_key} in flow_abi.h. The fragments of one packet at one endpoint. */
@BpfStruct("fragment_key")
public record FragmentKey(
    Address source, Address destination, int id, int ifindex, int protocol, int toPod) {}
