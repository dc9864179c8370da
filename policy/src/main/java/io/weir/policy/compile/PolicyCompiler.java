package io.weir.policy.compile;

import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keeps the tables of one node's endpoints in step with the cluster, at a cost in proportion to the
 * change. The tables follow from what is put now, not from how it came to be; but where a policy
 * was refused, endpoints keep what they had. Not thread-safe: the loop owns it.
 *
 * <pre>
 *  pods, namespaces, nodes ──► answers: which asks hold for an address ──► parts ─┐
 *                                 ▲ questions       │ numbers of named ports      ├─► rows
 *  policies ──► endpoints ──► plans (what selects) ─┴─► sets ─────────────────────┘
 * </pre>
 */
public final class PolicyCompiler {
  private final Cluster cluster = new Cluster();
  private final Matcher matcher = new Matcher(cluster);
  private final PolicyBook book = new PolicyBook(matcher);
  private final Questions questions = new Questions();
  private final Answers answers = new Answers(cluster, questions, matcher);
  private final Plans plans = new Plans(questions);
  private final SetTable sets = new SetTable(questions);
  private final NamespaceParts namespaces = new NamespaceParts(cluster, matcher);
  private final PrefixParts prefixes = new PrefixParts(cluster);
  private final AddressTable addresses = new AddressTable(cluster, namespaces);
  private final Endpoints endpoints;

  /**
   * @param nodeName whose pods are endpoints
   */
  public PolicyCompiler(String nodeName) {
    this.endpoints = new Endpoints(nodeName, cluster, book, plans, sets);
  }

  public void put(Policy policy) {
    Optional<Policy> before = book.get(policy.name());
    if (before.filter(policy::equals).isEmpty()) {
      before.ifPresent(this::touchSelected);
      touchSelected(policy);
      book.put(policy);
    }
  }

  public void remove(PolicyName policy) {
    book.get(policy).ifPresent(this::touchSelected);
    book.remove(policy);
  }

  private void touchSelected(Policy policy) {
    cluster.touched().pods.addAll(endpoints.selected(policy));
  }

  public void put(PodFacts pod) {
    cluster.put(pod);
  }

  public void removePod(ObjectName pod) {
    cluster.removePod(pod);
  }

  public void put(NamespaceFacts namespace) {
    cluster.put(namespace);
  }

  public void removeNamespace(String namespace) {
    cluster.removeNamespace(namespace);
  }

  public void put(NodeFacts node) {
    cluster.put(node);
  }

  public void removeNode(String node) {
    cluster.removeNode(node);
  }

  /** As {@link #confirm(Collection)} where none is behind. */
  public void confirm() {
    confirm(List.of());
  }

  /**
   * Tells that the last delta was applied. Until then the sets that endpoints had before are kept
   * right as well, because they are in force still; the drain after it retires those that none has.
   *
   * @param behind endpoints that could not be given what they should have, and have what they had
   */
  public void confirm(Collection<ObjectName> behind) {
    endpoints.confirm(behind);
  }

  /** Whether there is something to retire: a drain would give a delta though nothing was put. */
  public boolean awaitsDrain() {
    return sets.hasUnused();
  }

  /** How many times a peer has been asked of somebody: the work done so far. */
  long asked() {
    return matcher.asked();
  }

  /** What changed in the tables since the last call. */
  public PolicyDelta drain() {
    Cluster.Touched touched = cluster.touched();
    Map<RowKey, RuleBits> rows = new HashMap<>();
    Map<IpAddress, Optional<AddressParts>> toldAddresses = new HashMap<>();
    Map<IpPrefix, Optional<PrefixPart>> toldPrefixes = new HashMap<>();
    Map<ObjectName, Optional<EndpointPolicy>> toldEndpoints = new HashMap<>();

    namespaces.follow(touched.labels.keySet());
    boolean reconsider = prefixes.follow(touched.podRanges);
    endpoints.plan(touched.pods);
    answers.judge(touched);
    Collection<Plan> made = plans.make(answers.takeOutdated(), sets);
    endpoints.settle(touched.pods, made, toldEndpoints);
    SetTable.Settled settled = sets.settle(this::live);
    sweep(settled);
    reconsider |= namespaces.settle(touched.labels.keySet(), rows);
    reconsider |= prefixes.settle(toldPrefixes, rows);
    reconsider |= addresses.settle(answers.take(), toldAddresses, rows);
    questions.tidy();
    touched.clear();
    return new PolicyDelta(
        tell(settled.fresh(), rows),
        rows,
        toldPrefixes,
        toldAddresses,
        toldEndpoints,
        settled.retired(),
        plans.refused(),
        reconsider);
  }

  private LiveAsk live(Ask ask) {
    return switch (ask.kind()) {
      case POD -> questions.ask(ask);
      case NAMESPACE -> namespaces.ask(ask);
      case PREFIX -> prefixes.ask(ask);
    };
  }

  /** Forgets what nobody asks any more. */
  private void sweep(SetTable.Settled settled) {
    plans.sweep();
    if (!settled.retired().isEmpty()) {
      namespaces.sweep();
      prefixes.sweep();
    }
    answers.forget(questions.takeUnused());
  }

  private static Map<Integer, RuleSet> tell(List<LiveSet> fresh, Map<RowKey, RuleBits> rows) {
    for (LiveSet set : fresh) {
      set.asks()
          .forEach((ask, bits) ->
              ask.parts().forEach(part -> rows.merge(part.row(set), bits, RuleBits::or)));
      set.told();
    }
    return fresh.stream()
        .collect(
            Collectors.toMap(LiveSet::id, set -> set.content().orElseThrow().withId(set.id())));
  }
}
