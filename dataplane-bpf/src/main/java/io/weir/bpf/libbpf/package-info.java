/**
 * libbpf and libc by their C names. The only package that may use JNA; what it returns are numbers,
 * addresses and {@link io.weir.bpf.BpfException}. Owns no state but the lines that libbpf logged on
 * a thread.
 */
package io.weir.bpf.libbpf;
