/**
 * Maps with typed keys and values, and the codec that binds records to structs. Whoever opened a
 * map closes it: see {@link io.weir.bpf.program}.
 */
package io.weir.bpf.map;
