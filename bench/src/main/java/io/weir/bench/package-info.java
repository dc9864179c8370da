/**
 * Benchmarks of the whole: programs in the kernel and agents as processes, on one machine. May use
 * everything, is used by nothing. Figures are written for docs/benchmarks.md, never asserted: the
 * machine may be shared.
 */
package io.weir.bench;
