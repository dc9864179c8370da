package io.weir.agent.loop;

import io.weir.values.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong with objects right now: one log line when it appears or changes, none while it
 * stays. Never larger than the cluster.
 */
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private final Map<Object, List<Fault>> current = new HashMap<>();

  /**
   * @param subject who the faults belong to, e.g. a kind and name; faults of one subject replace
   *     those it had
   * @return whether there are faults that were not there before
   */
  boolean set(Object subject, List<Fault> faults) {
    List<Fault> before = faults.isEmpty() ? current.remove(subject) : current.put(subject, faults);
    if (faults.isEmpty() || faults.equals(before)) {
      return false;
    }
    Fault first = faults.getFirst();
    LOG.warn(
        "{}: {}: {}{}",
        first.object(),
        first.field(),
        first.reason(),
        faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more)");
    return true;
  }

  /** Of the faults at this moment, at most {@code most}. */
  List<Fault> some(int most) {
    return current.values().stream().flatMap(List::stream).limit(most).toList();
  }

  List<Fault> of(Object subject) {
    return current.getOrDefault(subject, List.of());
  }
}
