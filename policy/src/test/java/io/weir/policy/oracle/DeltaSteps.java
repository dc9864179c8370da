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

  /**
   * In the order of {@link PolicyDelta}: what is new, then the endpoints, then what is gone. Within
   * a stage any order is right.
   */
  static List<PolicyDelta> of(PolicyDelta delta, Random random) {
    DeltaSteps all = new DeltaSteps(random);
    delta.sets().forEach((id, set) -> all.step(d -> d.sets.put(id, set)));
    all.rows(delta, false);
    all.end();
    all.prefixes(delta, true);
    all.addresses(delta, true);
    all.end();
    delta.endpoints().forEach((key, policy) -> all.step(d -> d.endpoints.put(key, policy)));
    all.end();
    all.addresses(delta, false);
    all.end();
    all.prefixes(delta, false);
    all.rows(delta, true);
    delta.retired().forEach(id -> all.step(d -> d.retired.add(id)));
    all.end();
    return all.steps;
  }

  private void rows(PolicyDelta delta, boolean gone) {
    delta
        .rows()
        .forEach((key, bits) -> {
          if (bits.isEmpty() == gone) {
            step(d -> d.rows.put(key, bits));
          }
        });
  }

  private void prefixes(PolicyDelta delta, boolean there) {
    delta
        .prefixes()
        .forEach((key, part) -> {
          if (part.isPresent() == there) {
            step(d -> d.prefixes.put(key, part));
          }
        });
  }

  private void addresses(PolicyDelta delta, boolean there) {
    delta
        .addresses()
        .forEach((key, parts) -> {
          if (parts.isPresent() == there) {
            step(d -> d.addresses.put(key, parts));
          }
        });
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
