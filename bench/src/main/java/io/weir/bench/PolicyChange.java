package io.weir.bench;

import java.util.Arrays;

/**
 * One new pod among 10,000 with 1,000 policies, of labels that others have: from the event to the
 * map, in a process that has done it before.
 */
final class PolicyChange {
  private static final int PODS = 10_000;
  private static final int POLICIES = 1_000;
  private static final int WARM_UP = 2_000;
  private static final int MEASURED = 1_000;
  private static final double NANOS_PER_MICRO = 1000;

  private PolicyChange() {}

  static void run(Lab lab, Report report) {
    PolicyNode node = PolicyNode.make(lab, "change");
    try (PolicyAgent agent =
        PolicyAgent.start(
            node.namespace(),
            lab.pins("change"),
            lab.cgroup("change"),
            2,
            PolicyCluster.big(PODS, POLICIES))) {
      double[] micros = new double[MEASURED];
      for (int i = 0; i < WARM_UP + MEASURED; i++) {
        int number = PODS + 1 + i;
        double took = agent.change(PolicyCluster.member(number)) / NANOS_PER_MICRO;
        if (i >= WARM_UP) {
          micros[i - WARM_UP] = took;
        }
        agent.change(PolicyCluster.gone(number));
      }
      Arrays.sort(micros);
      report.add("pods=" + PODS, "weir", "new_pod_us", Samples.percentile(micros, 50), "us");
      report.add("pods=" + PODS, "weir", "new_pod_p99_us", Samples.percentile(micros, 99), "us");
    }
  }
}
