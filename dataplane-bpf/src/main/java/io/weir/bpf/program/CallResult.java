package io.weir.bpf.program;

/**
 * The outcome of calling a program of type syscall.
 *
 * @param result its return code
 * @param argument as the program left it
 */
public record CallResult<T>(int result, T argument) {}
