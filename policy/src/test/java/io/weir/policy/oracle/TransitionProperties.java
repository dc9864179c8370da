package io.weir.policy.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.compile.PolicyDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** While a change goes into the tables, entry by entry, packets pass. */
class TransitionProperties {
  private static final int CLUSTERS = 40;
  private static final int CHANGES = 25;
  private static final int PACKETS = 60;

  private long asked;

  @Test
  void everyPacketSeesTheOldVerdictOrTheNewOneAtEveryStep() {
    long seed = PolicyProperties.seed("transition");
    for (int i = 0; i < CLUSTERS; i++) {
      live(seed + i);
    }
    System.out.println("transition: " + asked + " flows");
    assertThat(asked).isPositive();
  }

  private void live(long seed) {
    RandomChanges changes = new RandomChanges(seed);
    Pick pick = new Pick(~seed);
    CompiledCluster compiled = new CompiledCluster(RandomFacts.OWN_NODE);
    changes.beginning().forEach(compiled::take);
    compiled.settle();
    for (int i = 0; i < CHANGES; i++) {
      if (changes.quiet()) {
        compiled.take(changes.next());
        compiled.settle();
        continue;
      }
      List<Packet> packets = pick.some(PACKETS, PACKETS, changes::packet);
      Change change = changes.next();
      TreeMap<Integer, String> broken = new TreeMap<>();
      compiled.take(change);
      PolicyDelta delta = compiled.drain();
      List<List<Boolean>> seen = new ArrayList<>();
      seen.add(verdicts(compiled, packets));
      for (PolicyDelta step : DeltaSteps.of(delta, pick.random())) {
        compiled.tables().apply(step);
        seen.add(verdicts(compiled, packets));
      }
      for (int p = 0; p < packets.size(); p++) {
        boolean before = seen.getFirst().get(p);
        boolean after = seen.getLast().get(p);
        for (int step = 0; step < seen.size() && before == after; step++) {
          if (seen.get(step).get(p) != before) {
            broken.put(step, packets.get(p) + " is " + before + " but not at step " + step);
          }
        }
      }
      assertThat(broken).as("seed=%d change=%s delta=%s", seed, change, delta).isEmpty();
    }
  }

  private List<Boolean> verdicts(CompiledCluster compiled, List<Packet> packets) {
    asked += packets.size();
    return packets.stream().map(packet -> compiled.judge(packet, false).allowed()).toList();
  }
}
