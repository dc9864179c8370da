package io.weir.bpf.abi;

/** {@code struct member} in abi.h. Which sets a backend is in. */
@BpfStruct("member")
public record Member(int flags) {}
