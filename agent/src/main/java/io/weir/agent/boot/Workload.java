package io.weir.agent.boot;

import io.weir.agent.attach.Sweep;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.observe.PolicySnapshot;
import io.weir.bpf.abi.SweepResult;
import io.weir.bpf.map.MapInfo;
import io.weir.bpf.map.PacketCounters;
import io.weir.bpf.map.PerCpuCounters;
import java.util.List;
import java.util.Map;

/** The programs at pods' interfaces and what they count. */
final class Workload {
  private final WorkloadPrograms programs;
  private final Sweep<SweepResult> sweep;
  private final PerCpuCounters counters;
  private final PacketCounters drops;

  Workload(WorkloadPrograms programs, Sweep<SweepResult> sweep) {
    this.programs = programs;
    this.sweep = sweep;
    this.counters = programs.object().counters("workload_counters");
    this.drops = programs.object().packetCounters("drop_counters");
  }

  WorkloadPrograms programs() {
    return programs;
  }

  /** By {@code enum workload_counter}. */
  PolicySnapshot.Workload counts() {
    return new PolicySnapshot.Workload(
        counters.sum(0),
        counters.sum(1),
        counters.sum(2),
        counters.sum(3),
        counters.sum(4),
        counters.sum(5),
        counters.sum(6),
        counters.sum(7),
        sweep.last().flows());
  }

  /** Every reason in both directions, also what has never happened. */
  List<PolicySnapshot.Drop> drops() {
    return PolicySnapshot.Drop.of(drops.sums(0, drops.size()));
  }

  List<MapInfo> maps() {
    return programs.object().maps();
  }

  /** How full the maps are that the programs fill, as the last sweep saw them. */
  Map<String, Integer> entries() {
    SweepResult last = sweep.last();
    return Map.of("flows", last.flows(), "opening_flows", last.openingFlows());
  }
}
