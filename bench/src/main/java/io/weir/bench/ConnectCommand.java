package io.weir.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir-bench connect}. */
@Command(
    name = "connect",
    description =
        "TCP from a pod through a ClusterIP, against the pod itself, with 10 and 10,000 Services.",
    mixinStandardHelpOptions = true)
final class ConnectCommand implements Callable<Integer> {
  @Option(
      names = "--rounds",
      defaultValue = "20",
      description = "Rounds; the best of each variant counts. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--millis",
      defaultValue = "300",
      description = "Length of one run of one variant. Default: ${DEFAULT-VALUE}.")
  private int millis;

  @Override
  public Integer call() {
    Report report = new Report("connect");
    try (Lab lab = Lab.open();
        ConnectBench bench = new ConnectBench(lab)) {
      bench.verify();
      bench.run(rounds, millis, report);
    }
    report.publish();
    return 0;
  }
}
