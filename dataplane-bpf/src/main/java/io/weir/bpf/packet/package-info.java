/**
 * Makes packets, byte by byte right, to run programs on: for questions ("would this pass?") and for
 * tests. Pure; imports the JDK and {@code abi} only.
 */
package io.weir.bpf.packet;
