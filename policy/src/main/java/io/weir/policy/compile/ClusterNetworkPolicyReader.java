package io.weir.policy.compile;

import io.weir.policy.model.Action;
import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.Peer;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PortMatch;
import io.weir.policy.model.Rule;
import io.weir.policy.model.Selector;
import io.weir.policy.model.Tier;
import io.weir.values.FaultList;
import io.weir.values.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Judges a ClusterNetworkPolicy: what cannot be read is matched by Deny and by no Accept; a Pass of
 * which it is not sure what it matches denies. Where even the place of the whole object is not sure
 * (subject, tier or priority) only its Deny rules remain.
 */
public final class ClusterNetworkPolicyReader {
  private static final int LAST_PRIORITY = 1000;

  private final ClusterNetworkPolicyFacts facts;
  private final FaultList faults;
  private final SelectorReader selectors;
  private final ClusterPeerReader peers;
  private final ClusterPortReader ports;

  private ClusterNetworkPolicyReader(ClusterNetworkPolicyFacts facts) {
    this.facts = facts;
    this.faults = new FaultList(facts.name());
    this.selectors = new SelectorReader(faults);
    this.peers = new ClusterPeerReader(faults);
    this.ports = new ClusterPortReader(faults);
  }

  /** The value is always there. */
  public static Reading<Policy> read(ClusterNetworkPolicyFacts facts) {
    return new ClusterNetworkPolicyReader(facts).read();
  }

  private Reading<Policy> read() {
    Optional<Tier> tier = tier();
    OptionalInt priority = priority();
    Optional<Peer> subject = subject();
    boolean sure = tier.isPresent() && priority.isPresent() && subject.isPresent();
    Policy policy =
        new Policy(
            facts.name(),
            tier.orElse(Tier.ADMIN),
            // Of unknown place: first, so that nothing that others accept comes before its Deny.
            priority.orElse(0),
            subject.orElseGet(this::widestSubject),
            rules(facts.ingress(), "spec.ingress", "from", sure),
            rules(facts.egress(), "spec.egress", "to", sure),
            false,
            false,
            facts.audit());
    return new Reading<>(Optional.of(policy), faults.told());
  }

  private Optional<Tier> tier() {
    switch (facts.tier()) {
      case "Admin":
        return Optional.of(Tier.ADMIN);
      case "Baseline":
        return Optional.of(Tier.BASELINE);
      default:
        faults.add("spec.tier", facts.tier(), "unknown tier, only Deny rules count, as of Admin");
        return Optional.empty();
    }
  }

  /** Beyond the range the order is still clear; without a number it is not. */
  private OptionalInt priority() {
    if (facts.priority().isEmpty()) {
      faults.add("spec.priority", "", "missing, only Deny rules count, before all others");
      return OptionalInt.empty();
    }
    int priority = facts.priority().get();
    int clamped = Math.clamp(priority, 0, LAST_PRIORITY);
    if (clamped != priority) {
      faults.add("spec.priority", priority, "not in 0..1000, taken as " + clamped);
    }
    return OptionalInt.of(clamped);
  }

  /** Empty where it is not sure whom it is about. */
  private Optional<Peer> subject() {
    ClusterNetworkPolicyFacts.Subject subject = facts.subject();
    if (subject.namespaces().isPresent() == subject.pods().isPresent()) {
      String set = subject.pods().isPresent() ? "namespaces and pods" : "nothing known";
      faults.add("spec.subject", set, "unsupported subject, only Deny rules count, for all pods");
      return Optional.empty();
    }
    SelectorReader.Read namespaces = namespaces(selectors);
    SelectorReader.Read pods = pods(selectors);
    return namespaces.whole() && pods.whole()
        ? Optional.of(new Peer.PodsIn(namespaces.readable(), pods.readable()))
        : Optional.empty();
  }

  /** What the requirements that can be read select. */
  private Peer widestSubject() {
    ClusterNetworkPolicyFacts.Subject subject = facts.subject();
    if (subject.namespaces().isPresent() == subject.pods().isPresent()) {
      return new Peer.PodsIn(Selector.EVERYTHING, Selector.EVERYTHING);
    }
    SelectorReader silent = new SelectorReader(new FaultList(facts.name()));
    return new Peer.PodsIn(namespaces(silent).readable(), pods(silent).readable());
  }

  private SelectorReader.Read namespaces(SelectorReader reader) {
    ClusterNetworkPolicyFacts.Subject subject = facts.subject();
    return subject.namespaces().isPresent()
        ? reader.read(subject.namespaces(), "spec.subject.namespaces")
        : reader.read(
            subject.pods().flatMap(ClusterNetworkPolicyFacts.PodsPeer::namespaceSelector),
            "spec.subject.pods.namespaceSelector");
  }

  private SelectorReader.Read pods(SelectorReader reader) {
    return reader.read(
        facts.subject().pods().flatMap(ClusterNetworkPolicyFacts.PodsPeer::podSelector),
        "spec.subject.pods.podSelector");
  }

  private List<Rule> rules(
      List<ClusterNetworkPolicyFacts.Rule> rules, String field, String peers, boolean sure) {
    List<Rule> read = new ArrayList<>(rules.size());
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rule(rules.get(i), i, field + "[" + i + "]", peers);
      if (sure || rule.action() == Action.DENY) {
        read.add(rule);
      }
    }
    return read;
  }

  private Rule rule(ClusterNetworkPolicyFacts.Rule rule, int index, String field, String peer) {
    Action action = action(rule.action(), field + ".action");
    boolean accepts = action == Action.ACCEPT;
    Widened<Peer> who = peers.read(rule.peers(), field + "." + peer, accepts);
    Widened<PortMatch> what = ports.read(rule.protocols(), field + ".protocols", accepts);
    boolean sure = who.sure() && what.sure();
    return new Rule(
        index,
        rule.name(),
        action == Action.PASS && !sure ? Action.DENY : action,
        who.any(),
        who.some(),
        what.any(),
        what.some());
  }

  private Action action(String text, String field) {
    return switch (text) {
      case "Accept" -> Action.ACCEPT;
      case "Deny" -> Action.DENY;
      case "Pass" -> Action.PASS;
      default -> {
        faults.add(field, text, "unknown action, taken as Deny");
        yield Action.DENY;
      }
    };
  }
}
