/**
 * The flows that programs track in kernel maps: read a part at a time, told how they are, forgotten
 * on demand. May use compile, observe's values and bpf. Effects: bpf(2).
 */
package io.weir.agent.flows;
