package io.weir.policy.oracle;

import io.weir.policy.compile.PolicyDelta;
import io.weir.values.IpPrefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A delta cut into its entries, in the order in which it is to be applied. */
final class DeltaSteps {
  private static final Comparator<IpPrefix> LONGEST_FIRST =
      Comparator.comparingInt(IpPrefix::mappedLength).reversed();

  private final Random random;
  private final List<PolicyDelta> steps = new ArrayList<>();
  private final List<PolicyDelta> stage = new ArrayList<>();

  private DeltaSteps(Random random) {
    this.random = random;
  }

  /**
   * In the order of {@link PolicyDelta}: what is new, then the endpoints, then what is gone. Within
   * a stage any order is right, except among prefixes.
   */
  static List<PolicyDelta> of(PolicyDelta delta, Random random) {
    DeltaSteps all = new DeltaSteps(random);
    delta.sets().forEach((id, set) -> all.step(d -> d.sets.put(id, set)));
    all.rows(delta, false);
    all.end();
    all.addresses(delta, true);
    all.end();
    all.prefixes(delta, true, LONGEST_FIRST);
    delta.endpoints().forEach((key, policy) -> all.step(d -> d.endpoints.put(key, policy)));
    all.end();
    all.addresses(delta, false);
    all.end();
    all.prefixes(delta, false, LONGEST_FIRST.reversed());
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

  /** So that an address goes from its old prefix to its new one, and sees none in between. */
  private void prefixes(PolicyDelta delta, boolean there, Comparator<IpPrefix> order) {
    delta.prefixes().keySet().stream()
        .filter(prefix -> delta.prefixes().get(prefix).isPresent() == there)
        .sorted(order)
        .forEach(prefix -> step(d -> d.prefixes.put(prefix, delta.prefixes().get(prefix))));
    steps.addAll(stage);
    stage.clear();
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
