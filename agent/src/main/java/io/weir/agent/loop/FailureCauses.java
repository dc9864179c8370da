package io.weir.agent.loop;

import io.weir.agent.maps.WriteFailure;
import io.weir.agent.observe.SyncMetrics.FailureCause;
import java.util.List;

/** The metric label of a round that could not write everything: the first failure names it. */
final class FailureCauses {
  private FailureCauses() {}

  static FailureCause of(List<WriteFailure> failures) {
    if (failures.isEmpty()) {
      return FailureCause.OTHER;
    }
    WriteFailure first = failures.getFirst();
    if (first.map().equals("slots")) {
      return FailureCause.SLOTS_FULL;
    }
    return first.full() ? FailureCause.MAP_FULL : FailureCause.KERNEL;
  }
}
