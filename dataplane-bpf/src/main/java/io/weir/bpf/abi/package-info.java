/**
 * Records that mirror the structs of {@code abi.h}: names and meaning here, layout from BTF.
 * Imports nothing.
 */
package io.weir.bpf.abi;
