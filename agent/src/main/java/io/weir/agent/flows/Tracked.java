package io.weir.agent.flows;

import io.weir.agent.compile.FlowFlags;
import io.weir.agent.flows.FlowPair.Found;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import java.util.Optional;

/** A flow as the maps have it. */
public sealed interface Tracked {
  /** One that policy tracks at a pod's interface. */
  record Connection(FlowKey key, Flow flow, boolean opening) implements Tracked {
    /** Whether the first packet went to the pod. */
    public boolean isToPod() {
      return (flow.flags() & FlowFlags.FLOW_TO_POD) != 0;
    }
  }

  /**
   * One that is translated.
   *
   * @param tuple of who began it
   * @param way what its packets become
   * @param back what the answers become; empty where they take another way
   */
  record Translated(Tuple tuple, Found<Translation> way, Optional<Found<Translation>> back)
      implements Tracked {
    /** The tuple of answers: what a packet carries once it is translated, turned round. */
    Tuple answers() {
      Translation now = way.value();
      return new Tuple(
          now.destination(),
          now.source(),
          now.destinationPort(),
          now.sourcePort(),
          tuple.protocol());
    }
  }
}
