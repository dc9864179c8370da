package io.weir.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir-bench packet}. */
@Command(
    name = "packet",
    description =
        "What a packet costs at a pod's interface, with 0 to 10,000 rules, and by XDP, by test run.",
    mixinStandardHelpOptions = true)
final class PacketCommand implements Callable<Integer> {
  @Option(
      names = "--rounds",
      defaultValue = "10",
      description = "Rounds of each measurement; the best counts. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Override
  public Integer call() {
    Report report = new Report("packet");
    try (WorkloadCost cost = new WorkloadCost(rounds)) {
      cost.run(WorkloadCost.RULES, report);
    }
    try (EarlyCost cost = new EarlyCost(rounds)) {
      cost.run(report);
    }
    report.publish();
    return 0;
  }
}
