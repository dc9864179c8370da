package io.weir.bench;

import io.weir.sandbox.host.KubeProxyProgram;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir-bench nodeport}. */
@Command(
    name = "nodeport",
    description =
        "TCP from outside to a NodePort with a backend on another node, in every mode, beside"
            + " kube-proxy, with 1 and 10,000 Services.",
    mixinStandardHelpOptions = true)
final class NodePortCommand implements Callable<Integer> {
  @Option(
      names = "--rounds",
      defaultValue = "12",
      description = "Rounds; the best of each variant counts. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--millis",
      defaultValue = "200",
      description = "Length of one run of one variant. Default: ${DEFAULT-VALUE}.")
  private int millis;

  @Override
  public Integer call() {
    if (KubeProxyProgram.find().isEmpty()) {
      System.err.println("kube-proxy is left out: " + KubeProxyProgram.MISSING);
    }
    Report report = new Report("nodeport");
    try (Lab lab = Lab.open();
        NodePortBench bench = new NodePortBench(lab)) {
      bench.run(rounds, millis, report);
    }
    report.publish();
    return 0;
  }
}
