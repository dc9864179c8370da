package io.weir.policy.model;

import io.weir.values.IpPrefix;
import java.util.List;

/** Who stands at the other end. Judged: a peer that could not be read is not here. */
public sealed interface Peer {
  /** Pods of one namespace. */
  record PodsOf(String namespace, Selector pods) implements Peer {}

  /** Pods of the namespaces that match; {@code pods} = EVERYTHING asks the namespace only. */
  record PodsIn(Selector namespaces, Selector pods) implements Peer {}

  /** Every address in {@code cidr} and in none of {@code except}, whoever owns it. */
  record Block(IpPrefix cidr, List<IpPrefix> except) implements Peer {
    public Block {
      except = List.copyOf(except);
    }
  }

  /** Every address of the nodes that match. */
  record Nodes(Selector nodes) implements Peer {}
}
