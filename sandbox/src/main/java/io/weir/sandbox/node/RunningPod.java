package io.weir.sandbox.node;

import io.weir.values.IpAddress;
import java.time.Instant;
import java.util.List;

/**
 * A pod that was started.
 *
 * @param undo what ends it, to be run in this order
 */
record RunningPod(String uid, List<IpAddress> addresses, Instant started, List<Runnable> undo) {
  RunningPod {
    undo = List.copyOf(undo);
  }
}
