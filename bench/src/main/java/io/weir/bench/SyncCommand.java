package io.weir.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir-bench sync}. */
@Command(
    name = "sync",
    description =
        "10,000 Services with 10 endpoints each into the maps: from nothing, and one change.",
    mixinStandardHelpOptions = true)
final class SyncCommand implements Callable<Integer> {
  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "Cold starts; their median counts. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--changes",
      defaultValue = "1000",
      description = "Changes of one EndpointSlice to time. Default: ${DEFAULT-VALUE}.")
  private int changes;

  @Override
  public Integer call() {
    Report report = new Report("sync");
    try (Lab lab = Lab.open()) {
      new ColdStartBench(lab).run(runs, report);
      new ChangeBench(lab).run(changes, report);
    }
    report.publish();
    return 0;
  }
}
