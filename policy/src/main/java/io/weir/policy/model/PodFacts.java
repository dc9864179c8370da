package io.weir.policy.model;

import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A pod that is not finished (Succeeded and Failed pods count as deleted: their addresses may be
 * another's already).
 *
 * @param node where it runs; empty until it is scheduled
 * @param created seconds since the epoch: of two pods that claim one address the newer has it
 * @param addresses status.podIPs; empty for hostNetwork pods and until the CNI has given some
 * @param ports named ports of all containers, sidecars included
 * @param socketLoadBalancing false when its annotation {@code weir.io/socket-lb} is "disabled"
 */
public record PodFacts(
    ObjectName name,
    String uid,
    String node,
    long created,
    boolean hostNetwork,
    List<IpAddress> addresses,
    Map<String, String> labels,
    List<NamedPort> ports,
    boolean socketLoadBalancing) {
  /**
   * Of pods that claim one address the first has it: one that is not finished and claims what
   * another has is newer, the address was reused. Among those of one second no order is right; this
   * one does not depend on who was told first.
   */
  public static final Comparator<PodFacts> NEWEST_FIRST =
      Comparator.comparingLong(PodFacts::created)
          .thenComparing(PodFacts::uid)
          .thenComparing(PodFacts::name)
          .reversed();

  public PodFacts {
    addresses = List.copyOf(addresses);
    labels = Map.copyOf(labels);
    ports = List.copyOf(ports);
  }

  /** The first of the two in {@link #NEWEST_FIRST}. */
  public static PodFacts newer(PodFacts a, PodFacts b) {
    return NEWEST_FIRST.compare(a, b) <= 0 ? a : b;
  }

  /** A name may stand for several numbers: it is unique within one container only. */
  public record NamedPort(String name, Protocol protocol, int number) {}
}
