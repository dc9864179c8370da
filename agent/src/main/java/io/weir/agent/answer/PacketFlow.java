package io.weir.agent.answer;

import io.weir.agent.observe.ExplainQuestion.Transport;
import io.weir.policy.model.Direction;
import io.weir.values.Family;
import io.weir.values.IpAddress;

/**
 * A flow by its first packet.
 *
 * @param port of the destination; 0 for ICMP
 * @param fromHost made by the node that the destination is on
 */
public record PacketFlow(
    IpAddress source, IpAddress destination, Transport protocol, int port, boolean fromHost) {
  /** The other end, seen from the pod whose packet goes that way. */
  public IpAddress remote(Direction direction) {
    return direction == Direction.EGRESS ? destination : source;
  }

  /** IANA number of the protocol. */
  public int number() {
    return switch (protocol) {
      case TCP -> 6;
      case UDP -> 17;
      case SCTP -> 132;
      case ICMP -> source.family() == Family.IPV4 ? 1 : 58;
    };
  }
}
