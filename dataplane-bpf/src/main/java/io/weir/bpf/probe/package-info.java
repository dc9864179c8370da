/** What this kernel and this process can do, asked before anything is loaded. */
package io.weir.bpf.probe;
