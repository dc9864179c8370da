package io.weir.policy.compile;

import io.weir.policy.model.Action;
import io.weir.policy.model.Direction;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.Peer;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PortMatch;
import io.weir.policy.model.Rule;
import io.weir.policy.model.Tier;
import io.weir.values.FaultList;
import io.weir.values.IpPrefix;
import io.weir.values.Protocol;
import io.weir.values.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges a NetworkPolicy: defaults again, and what cannot be read closes, never opens. All its
 * rules accept, so a peer or port that cannot be read is left out; a rule of which none is left
 * matches nothing.
 */
public final class NetworkPolicyReader {
  private final NetworkPolicyFacts facts;
  private final FaultList faults;
  private final SelectorReader selectors;

  private NetworkPolicyReader(NetworkPolicyFacts facts) {
    this.facts = facts;
    this.faults = new FaultList(facts.name());
    this.selectors = new SelectorReader(faults);
  }

  /** The value is always there. */
  public static Reading<Policy> read(NetworkPolicyFacts facts) {
    return new NetworkPolicyReader(facts).read();
  }

  private Reading<Policy> read() {
    SelectorReader.Read subject = selectors.read(facts.podSelector(), "spec.podSelector");
    boolean ingress = isolates(Direction.INGRESS);
    boolean egress = isolates(Direction.EGRESS);
    tellUnknownTypes();
    // The pods of a selector that cannot be read are isolated, but nothing is accepted for them:
    // whom it was meant to open nobody knows.
    boolean accepts = subject.whole();
    List<Rule> in = ingress ? rules(facts.ingress(), "spec.ingress", "from") : List.of();
    List<Rule> out = egress ? rules(facts.egress(), "spec.egress", "to") : List.of();
    Policy policy =
        new Policy(
            facts.name(),
            Tier.NETWORK_POLICY,
            0,
            new Peer.PodsOf(facts.name().namespace(), subject.readable()),
            accepts ? in : List.of(),
            accepts ? out : List.of(),
            ingress,
            egress,
            facts.audit());
    return new Reading<>(Optional.of(policy), faults.told());
  }

  /** A type that is neither may mean this direction. */
  private boolean isolates(Direction direction) {
    String other = direction == Direction.INGRESS ? "Egress" : "Ingress";
    if (facts.policyTypes().isEmpty()) {
      return direction == Direction.INGRESS || !facts.egress().isEmpty();
    }
    return facts.policyTypes().stream().anyMatch(type -> !type.equals(other));
  }

  private void tellUnknownTypes() {
    for (int i = 0; i < facts.policyTypes().size(); i++) {
      String type = facts.policyTypes().get(i);
      if (!type.equals("Ingress") && !type.equals("Egress")) {
        faults.addAt("spec.policyTypes", i, "", type, "unknown type, isolates both directions");
      }
    }
  }

  private List<Rule> rules(List<NetworkPolicyFacts.Rule> rules, String field, String peers) {
    List<Rule> read = new ArrayList<>(rules.size());
    for (int i = 0; i < rules.size(); i++) {
      NetworkPolicyFacts.Rule rule = rules.get(i);
      String at = field + "[" + i + "]";
      read.add(
          new Rule(
              i,
              "",
              Action.ACCEPT,
              rule.peers().isEmpty(),
              peers(rule.peers(), at + "." + peers),
              rule.ports().isEmpty(),
              ports(rule.ports(), at + ".ports")));
    }
    return read;
  }

  private List<Peer> peers(List<NetworkPolicyFacts.Peer> peers, String field) {
    List<Peer> read = new ArrayList<>(peers.size());
    for (int i = 0; i < peers.size(); i++) {
      peer(peers.get(i), field + "[" + i + "]").ifPresent(read::add);
    }
    return read;
  }

  private Optional<Peer> peer(NetworkPolicyFacts.Peer peer, String field) {
    boolean selects = peer.podSelector().isPresent() || peer.namespaceSelector().isPresent();
    if (peer.ipBlock().isPresent() == selects) {
      String set = selects ? "selectors and ipBlock" : "nothing";
      faults.add(field, set, "unsupported peer, matches nothing");
      return Optional.empty();
    }
    return selects ? pods(peer, field) : block(peer.ipBlock().orElseThrow(), field + ".ipBlock");
  }

  private Optional<Peer> pods(NetworkPolicyFacts.Peer peer, String field) {
    SelectorReader.Read pods = selectors.read(peer.podSelector(), field + ".podSelector");
    SelectorReader.Read namespaces =
        selectors.read(peer.namespaceSelector(), field + ".namespaceSelector");
    if (!pods.whole() || !namespaces.whole()) {
      return Optional.empty();
    }
    return Optional.of(
        peer.namespaceSelector().isPresent()
            ? new Peer.PodsIn(namespaces.readable(), pods.readable())
            : new Peer.PodsOf(facts.name().namespace(), pods.readable()));
  }

  /** An except that cannot be kept out keeps the whole block out. */
  private Optional<Peer> block(NetworkPolicyFacts.IpBlock block, String field) {
    CidrReader cidrs = new CidrReader(faults);
    Optional<IpPrefix> cidr = cidrs.read(block.cidr(), field + ".cidr");
    boolean usable = cidr.isPresent();
    List<IpPrefix> excepts = new ArrayList<>(block.except().size());
    for (int i = 0; i < block.except().size(); i++) {
      String at = field + ".except[" + i + "]";
      Optional<IpPrefix> except = cidrs.read(block.except().get(i), at);
      if (except.isPresent() && cidr.isPresent() && !inside(except.get(), cidr.get())) {
        faults.add(at, block.except().get(i), "invalid CIDR, not inside " + cidr.get());
        usable = false;
      }
      usable &= except.isPresent();
      except.ifPresent(excepts::add);
    }
    return usable ? Optional.of(new Peer.Block(cidr.orElseThrow(), excepts)) : Optional.empty();
  }

  private static boolean inside(IpPrefix except, IpPrefix cidr) {
    return except.length() > cidr.length() && cidr.contains(except.address());
  }

  private List<PortMatch> ports(List<NetworkPolicyFacts.Port> ports, String field) {
    List<PortMatch> read = new ArrayList<>(ports.size());
    for (int i = 0; i < ports.size(); i++) {
      port(ports.get(i), field + "[" + i + "]").ifPresent(read::add);
    }
    return read;
  }

  private Optional<PortMatch> port(NetworkPolicyFacts.Port port, String field) {
    Optional<Protocol> protocol =
        Names.protocol(port.protocol().isEmpty() ? "TCP" : port.protocol());
    if (protocol.isEmpty()) {
      faults.add(field + ".protocol", port.protocol(), Names.NOT_A_PROTOCOL);
      return Optional.empty();
    }
    if (port.numeric()) {
      return range(protocol.get(), port, field);
    }
    if (port.endPort().isPresent()) {
      faults.add(field + ".endPort", port.endPort().get(), "invalid port, needs a numeric port");
      return Optional.empty();
    }
    if (port.port().isEmpty()) {
      return Optional.of(new PortMatch.Every(protocol.get()));
    }
    if (!Names.isPortName(port.port())) {
      faults.add(field + ".port", port.port(), Names.NOT_A_PORT_NAME);
      return Optional.empty();
    }
    return Optional.of(new PortMatch.Named(protocol, port.port()));
  }

  private Optional<PortMatch> range(Protocol protocol, NetworkPolicyFacts.Port port, String field) {
    int from = number(port.port());
    int to = port.endPort().orElse(from);
    if (!Names.isPort(from)) {
      faults.add(field + ".port", port.port(), Names.NOT_A_PORT);
    } else if (!Names.isPort(to) || to < from) {
      faults.add(field + ".endPort", to, "invalid port, not in " + from + "..65535");
    } else {
      return Optional.of(new PortMatch.Range(protocol, from, to));
    }
    return Optional.empty();
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }
}
