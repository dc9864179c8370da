package io.weir.sandbox.wire;

import io.weir.values.IpAddress;
import io.weir.values.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which machines handed packets to which, in the order in which it first happened.
 *
 * @param machines MAC to name
 * @param frames all that crossed the nodes' link
 */
record Hops(Map<String, String> machines, List<Frame> frames) {
  /** Marks a packet that one node hands to another with the Service's address still in it. */
  static final String AS_IT_CAME = "/l2";

  /** A frontend of a Service. */
  record Target(IpAddress address, int port) {}

  /**
   * The hops of one exchange.
   *
   * @param ports any of which tells its packets
   * @param target where the client sent it
   */
  String of(Protocol protocol, Set<Integer> ports, Target target) {
    String hops =
        frames.stream()
            .filter(f -> f.protocol() == protocol)
            .filter(f -> ports.contains(f.sourcePort()) || ports.contains(f.destinationPort()))
            .map(f -> hop(f, target))
            .distinct()
            .collect(Collectors.joining(" "));
    return hops.isEmpty() ? Cell.NO_HOP : hops;
  }

  private String hop(Frame frame, Target target) {
    String from = machines.getOrDefault(frame.from(), frame.from());
    String to = machines.getOrDefault(frame.to(), frame.to());
    boolean asItCame =
        frame.kind() == Frame.Kind.PLAIN
            && frame.destination().equals(target.address())
            && frame.destinationPort() == target.port()
            && isNode(from)
            && isNode(to);
    return from + ">" + to + (asItCame ? AS_IT_CAME : frame.kind().mark);
  }

  private static boolean isNode(String name) {
    return name.startsWith("node");
  }
}
