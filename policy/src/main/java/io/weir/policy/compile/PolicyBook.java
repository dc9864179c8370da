package io.weir.policy.compile;

import io.weir.policy.model.Direction;
import io.weir.policy.model.Peer;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyKind;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.PortMatch;
import io.weir.policy.select.PodIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The policies, found by the pods that they select. */
final class PolicyBook {
  /** One version of a policy; compared by identity, so that it is cheap to compare many. */
  static final class Entry {
    private final Policy policy;
    private final Set<Question> ingress;
    private final Set<Question> egress;
    private final Set<String> ownPortNames;

    private Entry(Policy policy) {
      this.policy = policy;
      this.ingress = Question.of(policy, Direction.INGRESS);
      this.egress = Question.of(policy, Direction.EGRESS);
      this.ownPortNames =
          policy.ingress().stream()
              .flatMap(rule -> rule.ports().stream())
              .filter(PortMatch.Named.class::isInstance)
              .map(port -> ((PortMatch.Named) port).name())
              .collect(Collectors.toSet());
    }

    Policy policy() {
      return policy;
    }

    Set<Question> questions(Direction direction) {
      return direction == Direction.INGRESS ? ingress : egress;
    }

    /** Names of ports that only the selected pod itself can say the number of. */
    Set<String> ownPortNames(Direction direction) {
      return direction == Direction.INGRESS ? ownPortNames : Set.of();
    }

    /** A ClusterNetworkPolicy is in no namespace that could audit. */
    boolean isAudited(Namespace namespace) {
      boolean namespaced = policy.name().kind() == PolicyKind.NETWORK_POLICY;
      return policy.audit() || namespaced && namespace.audits();
    }
  }

  private final Map<PolicyName, Entry> entries = new HashMap<>();
  private final PodIndex<Entry> subjects = new PodIndex<>();
  private final Matcher matcher;

  PolicyBook(Matcher matcher) {
    this.matcher = matcher;
  }

  void put(Policy policy) {
    remove(policy.name());
    Entry entry = new Entry(policy);
    entries.put(policy.name(), entry);
    switch (policy.subject()) {
      case Peer.PodsOf of -> subjects.put(of, entry);
      case Peer.PodsIn in -> subjects.put(in, entry);
      default -> throw new IllegalStateException(policy.name() + ": selects no pods");
    }
  }

  Optional<Policy> get(PolicyName name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::policy);
  }

  void remove(PolicyName name) {
    Entry entry = entries.remove(name);
    if (entry != null) {
      switch (entry.policy.subject()) {
        case Peer.PodsOf of -> subjects.remove(of, entry);
        case Peer.PodsIn in -> subjects.remove(in, entry);
        default -> throw new IllegalStateException(name + ": selects no pods");
      }
    }
  }

  boolean selects(Policy policy, PodFacts pod, Namespace namespace) {
    return matcher.isPod(policy.subject(), pod, namespace.labels());
  }

  List<Entry> selecting(PodFacts pod, Namespace namespace) {
    List<Entry> selecting = new ArrayList<>();
    subjects.candidates(
        namespace.name(),
        namespace.labels(),
        pod.labels(),
        entry -> {
          if (matcher.isPod(entry.policy.subject(), pod, namespace.labels())) {
            selecting.add(entry);
          }
        });
    return selecting;
  }
}
