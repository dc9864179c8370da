package io.weir.policy.compile;

import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.PodFacts;
import io.weir.values.ObjectName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A namespace that is known, or that has pods. */
final class Namespace {
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  private final String name;
  private final Map<ObjectName, PodFacts> pods = new LinkedHashMap<>();
  private Optional<NamespaceFacts> facts = Optional.empty();

  Namespace(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  Map<ObjectName, PodFacts> pods() {
    return pods;
  }

  void facts(Optional<NamespaceFacts> now) {
    facts = now;
  }

  /** Until it is known: the one label that the API server gives to each. */
  Map<String, String> labels() {
    return facts.map(NamespaceFacts::labels).orElseGet(() -> Map.of(NAME_LABEL, name));
  }

  boolean audits() {
    return facts.map(NamespaceFacts::audit).orElse(false);
  }

  boolean isGone() {
    return facts.isEmpty() && pods.isEmpty();
  }
}
