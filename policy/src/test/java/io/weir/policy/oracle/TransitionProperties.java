package io.weir.policy.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.compile.PolicyDelta;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** While a change goes into the tables, entry by entry, packets pass. */
class TransitionProperties {
  private static final int CLUSTERS = 25;
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
    Map<ObjectName, List<IpAddress>> own = new HashMap<>();
    for (Change change : changes.beginning()) {
      compiled.take(change);
      note(change, own);
    }
    compiled.settle();
    for (int i = 0; i < CHANGES; i++) {
      if (changes.quiet()) {
        Change change = changes.next();
        compiled.take(change);
        note(change, own);
        compiled.settle();
        continue;
      }
      List<Packet> packets = pick.some(PACKETS, PACKETS, changes::packet);
      Change change = changes.next();
      compiled.take(change);
      List<Boolean> itself = toItself(packets, own);
      note(change, own);
      List<Boolean> itselfNow = toItself(packets, own);
      List<PolicyDelta> steps = new ArrayList<>();
      List<List<Boolean>> seen = new ArrayList<>();
      seen.add(verdicts(compiled, packets));
      List<Boolean> peered = known(compiled, packets);
      do {
        for (PolicyDelta step : DeltaSteps.of(compiled.drain(), pick.random())) {
          compiled.tables().apply(step);
          steps.add(step);
          seen.add(verdicts(compiled, packets));
        }
        compiled.confirm();
      } while (compiled.awaitsDrain());
      for (int p = 0; p < packets.size() && !inTwoPlaces(change); p++) {
        int packet = p;
        if (compiled.tables().endpoint(packets.get(p).pod()).isEmpty()
            || itself.get(p)
            || itselfNow.get(p)
            || peered.get(p) && !known(compiled, packets).get(p)) {
          continue;
        }
        List<Boolean> verdicts = seen.stream().map(all -> all.get(packet)).toList();
        int odd = verdicts.indexOf(!verdicts.getFirst());
        assertThat(odd < 0 || !verdicts.getLast().equals(verdicts.getFirst()))
            .as(
                "seed=%d %s is %s before and after %s, but not after %s (step %d of %s)",
                seed,
                packets.get(p),
                verdicts.getFirst(),
                change,
                odd < 0 ? "" : steps.get(odd - 1),
                odd,
                verdicts)
            .isTrue();
      }
    }
  }

  /**
   * The labels of a namespace are in a row of its own and in what its pods are, and no packet can
   * be kept from seeing the one new and the other old.
   */
  private static boolean inTwoPlaces(Change change) {
    return change instanceof Change.NamespaceIs || change instanceof Change.NamespaceGone;
  }

  private static void note(Change change, Map<ObjectName, List<IpAddress>> own) {
    if (change instanceof Change.PodIs(PodFacts pod)) {
      own.put(pod.name(), pod.addresses());
    }
  }

  /**
   * Whether the packet's other end is the pod's own address, before the change or after it: while a
   * pod gets or loses one, what it has to do with that address never passes its interface.
   */
  private static List<Boolean> toItself(
      List<Packet> packets, Map<ObjectName, List<IpAddress>> own) {
    return packets.stream()
        .map(packet -> own.getOrDefault(packet.pod(), List.of()).contains(packet.remote()))
        .toList();
  }

  /**
   * Whether anybody is known to have the packet's other end. Whose address the change takes away is
   * there no more to get the packet or to have sent it: until the address goes too, sets that are
   * made without him may take it for that of one who is as he was.
   */
  private static List<Boolean> known(CompiledCluster compiled, List<Packet> packets) {
    return packets.stream()
        .map(packet -> compiled.tables().address(packet.remote()).isPresent())
        .toList();
  }

  private List<Boolean> verdicts(CompiledCluster compiled, List<Packet> packets) {
    asked += packets.size();
    return packets.stream().map(packet -> compiled.judge(packet, false).allowed()).toList();
  }
}
