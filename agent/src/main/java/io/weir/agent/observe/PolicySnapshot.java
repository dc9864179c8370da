package io.weir.agent.observe;

import io.weir.bpf.abi.PacketCounter;
import java.util.ArrayList;
import java.util.List;

/** What the agent knows of policy after one turn: a part of {@link AgentSnapshot}. */
public record PolicySnapshot(Counts counts, Workload workload, List<Drop> drops) {
  public static final PolicySnapshot NONE =
      new PolicySnapshot(Counts.NONE, Workload.NONE, List.of());

  public PolicySnapshot {
    drops = List.copyOf(drops);
  }

  /**
   * How much there is.
   *
   * @param policies of both kinds, in the whole cluster
   * @param refused policies that do not fit the dataplane
   * @param faulty policies with parts that cannot be used
   * @param sets of rules that pods of this node have
   * @param rows that say which peers and ports the rules match
   * @param ready endpoints at which the policies are in force
   * @param closed endpoints that nothing is known of yet, or whose rules did not fit
   * @param notUpToDate endpoints at which older rules are in force
   * @param withoutInterface pods of this node whose interface has not been found
   */
  public record Counts(
      int policies,
      int refused,
      int faulty,
      int sets,
      int rows,
      int ready,
      int closed,
      int notUpToDate,
      int withoutInterface) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * The programs' counters since the maps were made: {@code enum workload_counter}.
   *
   * @param flows in the table of those that both sides have spoken on, at the last sweep
   */
  public record Workload(
      long forwardedFromPod,
      long forwardedToPod,
      long opened,
      long adopted,
      long rejudged,
      long cut,
      long wouldDeny,
      long expired,
      long flows) {
    public static final Workload NONE = new Workload(0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * Packets dropped for one reason.
   *
   * @param reason as in docs/drop-reasons.md; a metric label
   * @param direction from_pod, to_pod, from_network or to_network; a metric label
   */
  public record Drop(String reason, String direction, long packets, long bytes) {
    private static final int REASONS = DropReason.values().length;

    /** {@code enum direction} in packet.h, in its order. */
    private static final List<String> DIRECTIONS =
        List.of("from_pod", "to_pod", "from_network", "to_network");

    /**
     * Every reason in every direction, also what has never happened.
     *
     * @param sums of drop_counters: by {@code enum drop_reason}, once for each direction
     */
    public static List<Drop> of(List<PacketCounter> sums) {
      List<Drop> drops = new ArrayList<>();
      for (int i = 0; i < sums.size(); i++) {
        DropReason reason = DropReason.of(i % REASONS);
        if (reason != DropReason.NONE) {
          PacketCounter sum = sums.get(i);
          drops.add(
              new Drop(reason.label(), DIRECTIONS.get(i / REASONS), sum.packets(), sum.bytes()));
        }
      }
      return drops;
    }
  }
}
