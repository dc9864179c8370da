package io.weir.policy.oracle;

import io.weir.policy.model.Direction;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;

/**
 * The first packet of a flow, seen at one pod.
 *
 * @param pod where it is judged
 * @param direction seen from that pod
 * @param remote the other end, after the Service was translated
 * @param protocol IANA number
 * @param port the destination's; 0 for protocols without ports
 * @param fromOwnNode made by the host itself and on its way into the pod
 */
public record Packet(
    ObjectName pod,
    Direction direction,
    IpAddress remote,
    int protocol,
    int port,
    boolean fromOwnNode) {}
