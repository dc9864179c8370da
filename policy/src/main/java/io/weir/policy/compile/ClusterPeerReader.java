package io.weir.policy.compile;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.Peer;
import io.weir.policy.model.Selector;
import io.weir.values.FaultList;
import io.weir.values.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges the peers of a ClusterNetworkPolicy's rule. */
final class ClusterPeerReader {
  private final FaultList faults;
  private final SelectorReader selectors;
  private final CidrReader cidrs;

  ClusterPeerReader(FaultList faults) {
    this.faults = faults;
    this.selectors = new SelectorReader(faults);
    this.cidrs = new CidrReader(faults);
  }

  /** What a rule was read to be about so far. */
  private static final class Found {
    private final List<Peer> peers = new ArrayList<>();
    private boolean any;
    private boolean sure = true;

    /** A peer of which nothing can be said is anybody, to a rule that does not accept. */
    void unknown(boolean accepts) {
      any |= !accepts;
      sure = false;
    }
  }

  /** A rule without peers, which the schema does not allow, has an unknown one. */
  Widened<Peer> read(List<ClusterNetworkPolicyFacts.Peer> peers, String field, boolean accepts) {
    Found found = new Found();
    if (peers.isEmpty()) {
      faults.add(field, "", "missing, a rule needs peers");
      found.unknown(accepts);
    }
    for (int i = 0; i < peers.size(); i++) {
      read(peers.get(i), field + "[" + i + "]", accepts, found);
    }
    return Widened.of(found.any, found.peers, found.sure);
  }

  private void read(
      ClusterNetworkPolicyFacts.Peer peer, String field, boolean accepts, Found found) {
    int fields =
        (peer.namespaces().isPresent() ? 1 : 0)
            + (peer.pods().isPresent() ? 1 : 0)
            + (peer.networks().isEmpty() ? 0 : 1)
            + (peer.nodes().isPresent() ? 1 : 0)
            + (peer.domainNames().isEmpty() ? 0 : 1);
    if (fields != 1) {
      String wrong = "unsupported peer, exactly one known field must be set";
      faults.add(field, fields + " known fields", wrong);
      found.unknown(accepts);
    } else if (!peer.domainNames().isEmpty()) {
      faults.add(field + ".domainNames", peer.domainNames().getFirst(), "unsupported peer");
      found.unknown(accepts);
    } else if (!peer.networks().isEmpty()) {
      networks(peer.networks(), field + ".networks", accepts, found);
    } else {
      selected(peer, field, accepts, found);
    }
  }

  private void networks(List<String> networks, String field, boolean accepts, Found found) {
    for (int i = 0; i < networks.size(); i++) {
      Optional<IpPrefix> cidr = cidrs.read(networks.get(i), field + "[" + i + "]");
      cidr.ifPresent(c -> found.peers.add(new Peer.Block(c, List.of())));
      if (cidr.isEmpty()) {
        found.unknown(accepts);
      }
    }
  }

  private void selected(
      ClusterNetworkPolicyFacts.Peer peer, String field, boolean accepts, Found found) {
    if (peer.nodes().isPresent()) {
      SelectorReader.Read nodes = selectors.read(peer.nodes(), field + ".nodes");
      add(new Peer.Nodes(nodes.readable()), nodes.whole(), accepts, found);
    } else if (peer.namespaces().isPresent()) {
      SelectorReader.Read read = selectors.read(peer.namespaces(), field + ".namespaces");
      Peer pods = new Peer.PodsIn(read.readable(), Selector.EVERYTHING);
      add(pods, read.whole(), accepts, found);
    } else {
      ClusterNetworkPolicyFacts.PodsPeer both = peer.pods().orElseThrow();
      String at = field + ".pods";
      SelectorReader.Read namespaces =
          selectors.read(both.namespaceSelector(), at + ".namespaceSelector");
      SelectorReader.Read pods = selectors.read(both.podSelector(), at + ".podSelector");
      Peer selected = new Peer.PodsIn(namespaces.readable(), pods.readable());
      add(selected, namespaces.whole() && pods.whole(), accepts, found);
    }
  }

  private static void add(Peer widest, boolean whole, boolean accepts, Found found) {
    if (whole || !accepts) {
      found.peers.add(widest);
    }
    found.sure &= whole;
  }
}
