package io.weir.agent.cli;

import io.weir.agent.observe.PolicySnapshot;
import io.weir.agent.observe.PolicySnapshot.Counts;
import io.weir.agent.observe.PolicySnapshot.Drop;
import io.weir.agent.observe.PolicySnapshot.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The part of {@code weir status} that is about policy. */
final class PolicyStatus {
  private static final int MOST_DROPS = 6;

  private PolicyStatus() {}

  /** What is wrong; what policies forbid is not. */
  static List<String> findings(PolicySnapshot policy) {
    Counts c = policy.counts();
    List<String> found = new ArrayList<>();
    if (c.refused() > 0) {
      found.add("policies=" + c.refused() + " do not fit the dataplane: weir policy ls");
    }
    if (c.notUpToDate() + c.closed() > 0) {
      found.add(
          "pods="
              + (c.notUpToDate() + c.closed())
              + " do not have the policies they ought to: weir endpoint ls");
    }
    policy.drops().stream()
        .filter(d -> d.reason().equals("rules_missing") && d.packets() > 0)
        .forEach(d ->
            found.add("packets=" + d.packets() + " dropped because rules are missing: report it"));
    return found;
  }

  static String policies(PolicySnapshot policy) {
    Counts c = policy.counts();
    return String.format(
        "%d, refused %d, faulty %d; sets %d with %d rows on this node",
        c.policies(), c.refused(), c.faulty(), c.sets(), c.rows());
  }

  static String endpoints(PolicySnapshot policy) {
    Counts c = policy.counts();
    return String.format(
        "ready=%d closed=%d not_up_to_date=%d no_interface=%d",
        c.ready(), c.closed(), c.notUpToDate(), c.withoutInterface());
  }

  static String flows(PolicySnapshot policy) {
    Workload w = policy.workload();
    return String.format(
        "tracked=%d opened=%d adopted=%d rejudged=%d cut=%d expired=%d would_deny=%d",
        w.flows(), w.opened(), w.adopted(), w.rejudged(), w.cut(), w.expired(), w.wouldDeny());
  }

  /** The most frequent reasons first. */
  static String drops(PolicySnapshot policy) {
    String drops =
        policy.drops().stream()
            .filter(d -> d.packets() > 0)
            .sorted(Comparator.comparingLong(Drop::packets).reversed())
            .limit(MOST_DROPS)
            .map(d -> d.reason() + " " + d.direction() + "=" + d.packets())
            .collect(Collectors.joining(", "));
    return drops.isEmpty() ? "none" : drops;
  }
}
