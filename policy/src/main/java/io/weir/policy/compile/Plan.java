package io.weir.policy.compile;

import io.weir.policy.model.Direction;
import io.weir.policy.model.PodFacts.NamedPort;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which policies endpoints are to have in one direction, and the set that came of it. */
final class Plan {
  /**
   * @param entries in the order of evaluation
   * @param ownPorts those of the endpoint whose names the policies mention
   */
  record Key(Direction direction, List<PolicyBook.Entry> entries, List<NamedPort> ownPorts) {}

  private final Key key;
  private final List<LiveQuestion> questions;
  private final Set<Endpoint> endpoints = new LinkedHashSet<>();
  private LiveSet set = LiveSet.NONE;
  private Map<PolicyName, String> refused = Map.of();

  Plan(Key key, List<LiveQuestion> questions) {
    this.key = key;
    this.questions = questions;
  }

  Key key() {
    return key;
  }

  List<LiveQuestion> questions() {
    return questions;
  }

  /** Those that are to have it. */
  Set<Endpoint> endpoints() {
    return endpoints;
  }

  List<Policy> stack() {
    return key.entries().stream().map(PolicyBook.Entry::policy).toList();
  }

  /** Of use where nothing is refused. */
  LiveSet set() {
    return set;
  }

  Map<PolicyName, String> refused() {
    return refused;
  }

  void made(LiveSet now) {
    set = now;
    refused = Map.of();
  }

  void refuse(Map<PolicyName, String> why) {
    refused = why;
  }
}
