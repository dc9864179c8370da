package io.weir.agent.answer;

import io.weir.agent.flows.Tracked;
import io.weir.bpf.abi.Affinity;
import io.weir.bpf.abi.AffinityKey;
import io.weir.bpf.abi.Tuple;
import io.weir.values.IpAddress;
import java.util.Optional;

/**
 * What the programs on the wire remember of clients. Called on the loop's thread: one look each.
 */
public interface WireMemory {
  /** The flow that a packet of this tuple belongs to, if its time is not over. */
  Optional<Tracked.Translated> flow(Tuple tuple);

  /** The backend that a client had last, however long ago. */
  Optional<Remembered> affinity(AffinityKey key);

  /** Whether a deny list has it. */
  boolean denied(IpAddress client);

  /** Whether the node of this address has answered a probe of tunnels lately. */
  boolean takesTunnels(IpAddress node);

  /**
   * @param seconds ago
   */
  record Remembered(Affinity affinity, long seconds) {}

  /** Where no programs are loaded. */
  WireMemory NONE =
      new WireMemory() {
        @Override
        public Optional<Tracked.Translated> flow(Tuple tuple) {
          return Optional.empty();
        }

        @Override
        public Optional<Remembered> affinity(AffinityKey key) {
          return Optional.empty();
        }

        @Override
        public boolean denied(IpAddress client) {
          return false;
        }

        @Override
        public boolean takesTunnels(IpAddress node) {
          return false;
        }
      };
}
