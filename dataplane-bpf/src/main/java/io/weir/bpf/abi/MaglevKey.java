package io.weir.bpf.abi;

/** {@code struct maglev_key} in wire_abi.h. A part of the Maglev table of a range of slots. */
@BpfStruct("maglev_key")
public record MaglevKey(int slotBase, int chunk) {}
