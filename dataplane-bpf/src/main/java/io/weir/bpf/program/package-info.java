/**
 * Objects from file to kernel: configure, load, pin, attach, test-run. Owns every file descriptor
 * of maps and programs.
 */
package io.weir.bpf.program;
