package io.weir.bench;

import io.weir.sandbox.api.ApiServer;
import io.weir.sandbox.api.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An agent as a process of its own, against an API server in ours: from nothing to filled maps, and
 * how much memory it keeps.
 */
final class ColdStartBench {
  private static final List<Integer> SERVICES = List.of(100, 10_000);
  private static final long SETTLE_MILLIS = 10_000;
  private static final long TRACER_MILLIS = 1_000;

  /** Calls that change what a map holds. */
  private static final Pattern WRITE =
      Pattern.compile("bpf\\(BPF_MAP_(UPDATE|DELETE)_(ELEM|BATCH),");

  private static final Pattern CALL = Pattern.compile("bpf\\(BPF_");

  private final Lab lab;

  ColdStartBench(Lab lab) {
    this.lab = lab;
  }

  void run(int runs, Report report) {
    for (int services : SERVICES) {
      String row = "services=" + services + "x" + ManyServices.ENDPOINTS;
      try (ObjectStore store = ClusterObjects.store(services);
          ApiServer api = ApiServer.start(store, 0)) {
        coldStarts(row, services, api.port(), runs, report);
        systemCalls(row, services, api.port(), report);
      }
    }
  }

  private void coldStarts(String row, int services, int port, int runs, Report report) {
    double[] millis = new double[runs];
    double[] megabytes = new double[runs];
    for (int i = 0; i < runs; i++) {
      try (AgentRun agent =
          AgentRun.start(lab, "cold-%d-%d".formatted(services, i), port, List.of())) {
        millis[i] = agent.awaitFilled(services);
        AgentRun.pause(SETTLE_MILLIS);
        megabytes[i] = agent.residentMegabytes();
        System.err.printf("%s run %d: %.0f ms, %.1f MB%n", row, i + 1, millis[i], megabytes[i]);
      }
    }
    Arrays.sort(millis);
    Arrays.sort(megabytes);
    report.add(row, "weir", "cold_ms", Samples.percentile(millis, 50), "ms");
    report.add(row, "weir", "cold_best_ms", millis[0], "ms");
    report.add(row, "weir", "rss_mb", Samples.percentile(megabytes, 50), "MB");
  }

  /** A run of its own: a traced agent is slower. The tracer outlives it by a moment. */
  private void systemCalls(String row, int services, int port, Report report) {
    if (!installed("strace")) {
      System.out.println(row + ": system calls not measured: strace is not installed");
      return;
    }
    Path trace = lab.directory().resolve("trace-" + services);
    List<String> strace =
        List.of("strace", "-D", "-f", "--seccomp-bpf", "-e", "trace=bpf", "-o", trace.toString());
    try (AgentRun agent = AgentRun.start(lab, "traced-" + services, port, strace)) {
      agent.awaitFilled(services);
    }
    AgentRun.pause(TRACER_MILLIS);
    try {
      List<String> calls = new ArrayList<>(Files.readAllLines(trace));
      report.add(row, "weir", "bpf_writes", matching(calls, WRITE), "calls");
      report.add(row, "weir", "bpf_calls", matching(calls, CALL), "calls");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the trace", e);
    }
  }

  private static long matching(List<String> lines, Pattern pattern) {
    return lines.stream().filter(line -> pattern.matcher(line).find()).count();
  }

  private static boolean installed(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
