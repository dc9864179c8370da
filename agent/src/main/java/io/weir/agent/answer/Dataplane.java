package io.weir.agent.answer;

import io.weir.agent.observe.Traffic;
import io.weir.bpf.abi.Explanation;
import io.weir.policy.model.Direction;
import java.util.List;
import java.util.Optional;

/** What answers about policy ask of the kernel. Called on the loop's thread. */
public interface Dataplane {
  /**
   * How the loaded programs judge the first packet of a flow; they count nothing and remember
   * nothing of it.
   *
   * @return empty where no programs are loaded
   */
  Optional<Explanation> explain(Probe probe);

  /** The counters of rules from {@code first} on. */
  List<Traffic> ruleCounters(int first, int count);

  /**
   * A packet to be made.
   *
   * @param direction as the pod sees it
   * @param ifindex of the pod's interface on the host's side
   * @param podMac of the pod's end, the first byte highest
   */
  record Probe(Direction direction, int ifindex, long podMac, PacketFlow flow) {
    /** Made by the node itself and on its way into the pod. */
    public boolean fromOwnNode() {
      return direction == Direction.INGRESS && flow.fromHost();
    }
  }

  /** Where no programs are loaded. */
  Dataplane NONE =
      new Dataplane() {
        @Override
        public Optional<Explanation> explain(Probe probe) {
          return Optional.empty();
        }

        @Override
        public List<Traffic> ruleCounters(int first, int count) {
          return List.of();
        }
      };
}
