package io.weir.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir-bench policy}. */
@Command(
    name = "policy",
    description =
        "TCP from pod to pod under policies of 10 to 10,000 rules, beside iptables and nftables.",
    mixinStandardHelpOptions = true)
final class PolicyCommand implements Callable<Integer> {
  @Option(
      names = "--rounds",
      defaultValue = "20",
      description = "Rounds; the best of each variant counts. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--millis",
      defaultValue = "200",
      description = "Length of one run of one variant. Default: ${DEFAULT-VALUE}.")
  private int millis;

  @Override
  public Integer call() {
    Report report = new Report("policy");
    try (Lab lab = Lab.open()) {
      try (PolicyBench bench = new PolicyBench(lab)) {
        bench.verify();
        bench.run(rounds, millis, report);
      }
      PolicyChange.run(lab, report);
    }
    try (WorkloadCost packets = new WorkloadCost(rounds)) {
      packets.run(WorkloadCost.RULES, report);
    }
    report.publish();
    return 0;
  }
}
