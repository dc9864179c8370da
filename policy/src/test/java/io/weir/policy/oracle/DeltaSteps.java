package io.weir.policy.oracle;

import io.weir.policy.compile.PolicyDelta;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A delta cut into its entries, in the order in which it is to be applied. */
final class DeltaSteps {
  private final Random random;
  private final List<PolicyDelta> steps = new ArrayList<>();
  private final List<PolicyDelta> stage = new ArrayList<>();

  private DeltaSteps(Random random) {
    this.random = random;
  }

  /** Within a stage any order is right. */
  static List<PolicyDelta> of(PolicyDelta delta, Random random) {
    DeltaSteps all = new DeltaSteps(random);
    delta.sets().forEach((id, set) -> all.step(d -> d.sets.put(id, set)));
    delta.rows().forEach((key, bits) -> all.step(d -> d.rows.put(key, bits)));
    all.end();
    delta.prefixes().forEach((key, part) -> all.step(d -> d.prefixes.put(key, part)));
    delta.addresses().forEach((key, parts) -> all.step(d -> d.addresses.put(key, parts)));
    all.end();
    delta.endpoints().forEach((key, policy) -> all.step(d -> d.endpoints.put(key, policy)));
    all.end();
    delta.retired().forEach(id -> all.step(d -> d.retired.add(id)));
    all.end();
    return all.steps;
  }

  private void step(Consumer<DraftDelta> one) {
    DraftDelta draft = new DraftDelta();
    one.accept(draft);
    stage.add(draft.delta());
  }

  private void end() {
    Collections.shuffle(stage, random);
    steps.addAll(stage);
    stage.clear();
  }
}
