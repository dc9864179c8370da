package io.weir.agent.observe;

import io.weir.agent.observe.PolicySnapshot.Counts;
import io.weir.agent.observe.PolicySnapshot.Drop;
import io.weir.agent.observe.PolicySnapshot.Workload;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * The series of policy, read out of the newest snapshot. Label values come from fixed lists only:
 * drop reasons, directions, states, events.
 */
final class PolicySeries {
  private final SnapshotMeters meters;

  private PolicySeries(SnapshotMeters meters) {
    this.meters = meters;
  }

  static void register(SnapshotMeters meters) {
    PolicySeries series = new PolicySeries(meters);
    series.policies();
    series.workload();
    series.drops();
  }

  private void policies() {
    counts("weir_policies", "Policies of both kinds, in the whole cluster.", Counts::policies);
    counts(
        "weir_policies_refused",
        "Policies whose rules do not fit the dataplane: their pods keep what they had, or are"
            + " closed.",
        Counts::refused);
    counts("weir_policies_faulty", "Policies with parts that cannot be used.", Counts::faulty);
    counts("weir_policy_sets", "Sets of rules that pods of this node have.", Counts::sets);
    counts("weir_policy_rows", "Rows that say what the rules of the sets match.", Counts::rows);
    meters.gauges(
        "weir_endpoints",
        "Pods of this node by how far they are from what the policies say.",
        "state",
        s -> {
          Counts c = s.policy().counts();
          return Map.of(
              "ready", (double) c.ready(),
              "closed", (double) c.closed(),
              "not_up_to_date", (double) c.notUpToDate(),
              "no_interface", (double) c.withoutInterface());
        });
  }

  private void workload() {
    meters.counters(
        "weir_workload_forwarded_packets",
        "Packets that passed the rules of pods that have some.",
        "direction",
        s -> {
          Workload w = s.policy().workload();
          return Map.of("from_pod", w.forwardedFromPod(), "to_pod", w.forwardedToPod());
        });
    meters.counters(
        "weir_workload_flows",
        "What became of flows: adopted began before their pod had rules, rejudged met changed"
            + " rules, cut were denied then, expired were silent for too long.",
        "event",
        s -> {
          Workload w = s.policy().workload();
          return Map.of(
              "opened", w.opened(),
              "adopted", w.adopted(),
              "rejudged", w.rejudged(),
              "cut", w.cut(),
              "expired", w.expired());
        });
    meters.counter(
        "weir_workload_would_deny_packets",
        "Packets that passed and would not have, had audited policies been enforced.",
        s -> s.policy().workload().wouldDeny());
    meters.gauge(
        "weir_workload_flows_tracked",
        "Flows that both sides have spoken on, at the last sweep.",
        s -> s.policy().workload().flows());
  }

  private void drops() {
    drops("weir_drop_packets", "Packets dropped at pods and uplinks, by reason.", Drop::packets);
    drops(
        "weir_drop_bytes", "Bytes of packets dropped at pods and uplinks, by reason.", Drop::bytes);
  }

  private void drops(String name, String help, ToLongFunction<Drop> value) {
    meters
        .counterBuilder(name, help)
        .labelNames("reason", "direction")
        .callback(out ->
            meters
                .snapshot()
                .policy()
                .drops()
                .forEach(d -> out.call(value.applyAsLong(d), d.reason(), d.direction())))
        .register(meters.registry());
  }

  private void counts(String name, String help, ToIntFunction<Counts> value) {
    meters.gauge(name, help, s -> value.applyAsInt(s.policy().counts()));
  }
}
