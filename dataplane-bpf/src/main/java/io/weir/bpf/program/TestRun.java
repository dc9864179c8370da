package io.weir.bpf.program;

/**
 * The outcome of running a program on a packet.
 *
 * @param packet what the program left of it
 * @param result its return code, such as XDP_PASS
 * @param nanoseconds the mean of one run
 */
public record TestRun(byte[] packet, int result, int nanoseconds) {}
