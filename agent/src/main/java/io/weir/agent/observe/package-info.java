/**
 * What is seen of the agent: the snapshot, health, metrics, and the wire forms of answers. Reads;
 * changes nothing. State: counters and the backlog of changes, safe for any thread. May import:
 * service.model, policy.model, values and the records of bpf.abi.
 */
package io.weir.agent.observe;
