package io.weir.bpf.abi;

/**
 * {@code struct flow} in flow_abi.h. What is remembered of a flow; times in ns of CLOCK_MONOTONIC.
 */
@BpfStruct("flow")
public record Flow(
    long created,
    long lastSeen,
    long originalPackets,
    long originalBytes,
    long replyPackets,
    long replyBytes,
    int set,
    int endpointEpoch,
    int nodeEpoch,
    int counter,
    int rule,
    int flags) {
  /** {@link #rule} where no rule decided; RULE_DEFAULT in flow_abi.h. */
  public static final int RULE_DEFAULT = 0xffff;
}
