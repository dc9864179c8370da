package io.weir.policy.model;

import io.weir.values.Protocol;
import java.util.Optional;

/** Which destination ports a rule speaks of. */
public sealed interface PortMatch {
  /** Every port of one protocol, 0 included. */
  record Every(Protocol protocol) implements PortMatch {}

  /** Inclusive, 1..65535. */
  record Range(Protocol protocol, int from, int to) implements PortMatch {
    public Range {
      if (from < 1 || to < from || to > 65535) {
        throw new IllegalArgumentException("from=" + from + " to=" + to + ": no range of ports");
      }
    }
  }

  /**
   * What the destination pod calls by that name.
   *
   * @param protocol absent = whichever the pod says (ClusterNetworkPolicy)
   */
  record Named(Optional<Protocol> protocol, String name) implements PortMatch {}
}
