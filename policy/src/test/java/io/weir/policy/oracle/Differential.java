package io.weir.policy.oracle;

import io.weir.policy.model.Direction;
import io.weir.values.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One cluster's life, judged twice: by the oracle from the facts and by the compiled tables, which
 * have followed every change.
 */
final class Differential {
  private static final int ROUNDS = 25;

  private final long seed;
  private final Bend bend;
  private final List<Change> told = new ArrayList<>();
  private final List<Integer> settled = new ArrayList<>();
  private long flows;

  Differential(long seed, Bend bend) {
    this.seed = seed;
    this.bend = bend;
  }

  /** How often the two were compared. */
  long flows() {
    return flows;
  }

  /**
   * Where the two first disagree.
   *
   * @param packets after each round of changes; each is judged as enforced and as audited
   */
  Optional<Mismatch> run(int packets) {
    RandomChanges changes = new RandomChanges(seed);
    Pick pick = new Pick(~seed);
    CompiledCluster compiled = new CompiledCluster(RandomFacts.OWN_NODE, bend);
    told.addAll(changes.beginning());
    told.forEach(compiled::take);
    for (int round = 0; round < ROUNDS; round++) {
      compiled.settle();
      settled.add(told.size());
      Optional<Mismatch> mismatch = compare(changes, compiled, packets);
      if (mismatch.isPresent()) {
        return mismatch;
      }
      for (int i = pick.below(3); i >= 0; i--) {
        Change next = changes.next();
        told.add(next);
        compiled.take(next);
      }
    }
    return Optional.empty();
  }

  private Optional<Mismatch> compare(RandomChanges changes, CompiledCluster compiled, int packets) {
    Optional<Mismatch> stranger = stranger(changes.cluster, compiled);
    if (stranger.isPresent()) {
      return stranger;
    }
    NaivePolicies enforced = new NaivePolicies(changes.cluster, false);
    NaivePolicies audited = new NaivePolicies(changes.cluster, true);
    for (int i = 0; i < packets && !changes.quiet(); i++) {
      Packet packet = changes.packet();
      for (boolean audit : new boolean[] {false, true}) {
        flows++;
        Answer expected = (audit ? audited : enforced).judge(packet);
        Answer found = compiled.judge(packet, audit);
        if (!found.equals(expected)) {
          return Optional.of(new Mismatch(this, packet, audit, expected, found));
        }
      }
    }
    return Optional.empty();
  }

  /** A pod that is enforced upon though it is not ours, or not though it is. */
  private Optional<Mismatch> stranger(Cluster cluster, CompiledCluster compiled) {
    IpAddress nobody = IpAddress.ofIpv4(0);
    return cluster.pods.values().stream()
        .filter(pod -> compiled.tables().endpoint(pod.name()).isPresent() != cluster.endpoint(pod))
        .findFirst()
        .map(pod ->
            new Mismatch(
                this,
                new Packet(pod.name(), Direction.INGRESS, nobody, 0, 0, false),
                false,
                Answer.of(cluster.endpoint(pod), Answer.Why.NO_POLICY),
                Answer.of(!cluster.endpoint(pod), Answer.Why.CLOSED)));
  }

  /** A disagreement, with what it takes to see it again. */
  record Mismatch(Differential run, Packet packet, boolean audit, Answer expected, Answer found) {

    /** The shortest history that was found to show it still. */
    @Override
    public String toString() {
      return "seed=%d\n%s audit=%s\nexpected %s\nfound    %s\nafter\n  %s"
          .formatted(
              run.seed,
              packet,
              audit,
              expected,
              found,
              run.shortened(this).stream()
                  .map(Object::toString)
                  .collect(Collectors.joining("\n  ")));
    }
  }

  private List<Change> shortened(Mismatch mismatch) {
    List<Change> kept = new ArrayList<>(told);
    List<Integer> points = new ArrayList<>(settled);
    for (int i = kept.size() - 1; i >= 0; i--) {
      List<Change> without = new ArrayList<>(kept);
      without.remove(i);
      int at = i;
      List<Integer> moved = points.stream().map(p -> p > at ? p - 1 : p).toList();
      if (shows(without, moved, mismatch)) {
        kept = without;
        points = new ArrayList<>(moved);
      }
    }
    return kept;
  }

  private boolean shows(List<Change> changes, List<Integer> points, Mismatch mismatch) {
    Cluster cluster = new Cluster(RandomFacts.OWN_NODE);
    CompiledCluster compiled = new CompiledCluster(RandomFacts.OWN_NODE, bend);
    for (int i = 0; i < changes.size(); i++) {
      if (points.contains(i)) {
        compiled.settle();
      }
      changes.get(i).to(cluster);
      compiled.take(changes.get(i));
    }
    compiled.settle();
    Packet packet = mismatch.packet();
    return cluster.pods.containsKey(packet.pod())
        && cluster.endpoint(cluster.pods.get(packet.pod()))
        && !new NaivePolicies(cluster, mismatch.audit())
            .judge(packet)
            .equals(compiled.judge(packet, mismatch.audit()));
  }
}
