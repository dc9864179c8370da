package io.weir.policy.compile;

import io.weir.policy.model.Peer;
import io.weir.policy.model.PodFacts.NamedPort;
import io.weir.policy.model.Selector;
import io.weir.values.IpPrefix;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One thing that a rule asks of an address, and the kind of part that tells the answer.
 *
 * @param port the peer must also be a pod that gives this number that name (egress)
 */
record Ask(PartKind kind, Peer peer, Optional<NamedPort> port) {
  static final Peer EVERY_POD = new Peer.PodsIn(Selector.EVERYTHING, Selector.EVERYTHING);

  static Ask of(Peer peer) {
    return new Ask(kind(peer), peer, Optional.empty());
  }

  static Ask of(Peer peer, NamedPort port) {
    return new Ask(PartKind.POD, peer, Optional.of(port));
  }

  /** For every peer but {@link #EVERY_POD}, which is a flag of the address. */
  static PartKind kind(Peer peer) {
    return switch (peer) {
      case Peer.Block _ -> PartKind.PREFIX;
      case Peer.Nodes _ -> PartKind.POD;
      case Peer.PodsOf of -> kind(of.pods());
      case Peer.PodsIn in -> kind(in.pods());
    };
  }

  private static PartKind kind(Selector pods) {
    return pods.requirements().isEmpty() ? PartKind.NAMESPACE : PartKind.POD;
  }

  long digest() {
    Digest digest = new Digest().add(kind);
    switch (peer) {
      case Peer.Block block -> {
        add(digest.add("block"), block.cidr());
        block.except().forEach(except -> add(digest, except));
      }
      case Peer.Nodes nodes -> add(digest.add("nodes"), nodes.nodes());
      case Peer.PodsOf of -> add(digest.add("of").add(of.namespace()), of.pods());
      case Peer.PodsIn in -> add(add(digest.add("in"), in.namespaces()), in.pods());
    }
    port.ifPresent(p -> digest.add(p.name()).add(p.protocol()).add(p.number()));
    return digest.value();
  }

  private static void add(Digest digest, IpPrefix prefix) {
    digest.add(prefix.address().high()).add(prefix.address().low()).add(prefix.length());
  }

  private static Digest add(Digest digest, Selector selector) {
    for (Selector.Requirement requirement : selector.requirements()) {
      digest.add(requirement.key()).add(requirement.operator());
      new TreeSet<>(requirement.values()).forEach(digest::add);
      digest.add(requirement.values().size());
    }
    return digest.add(selector.requirements().size());
  }
}
