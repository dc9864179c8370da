package io.weir.bench;

import io.weir.agent.boot.AgentJvm;
import io.weir.sandbox.boot.AgentProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One agent, started as {@code weir agent} is, with maps and cgroup of its own. */
final class AgentRun implements AutoCloseable {
  private static final Pattern FILLED =
      Pattern.compile("maps hold the cluster: services=(\\d+) .* (\\d+) ms after the lists");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final long BYTES_PER_KB = 1024;
  private static final double BYTES_PER_MB = 1e6;

  private final Process process;
  private final Path log;

  private AgentRun(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * @param name of the run: no two runs of a lab have the same
   * @param before words that the agent's command line begins with, such as a tracer's
   */
  static AgentRun start(Lab lab, String name, int apiPort, List<String> before) {
    Path log = lab.directory().resolve(name + ".log");
    List<String> argv = new ArrayList<>(before);
    argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    argv.addAll(AgentJvm.FLAGS);
    argv.addAll(
        List.of("-cp", System.getProperty("java.class.path"), AgentProcess.class.getName()));
    ProcessBuilder builder =
        lab.program(lab.cgroup(name + "/agent"), Optional.empty(), argv)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(AgentJvm.ENVIRONMENT);
    builder
        .environment()
        .putAll(
            Map.of(
                "WEIR_NODE_NAME",
                ManyServices.NODE,
                "WEIR_API_SERVER",
                "http://127.0.0.1:" + apiPort,
                "WEIR_PIN_DIRECTORY",
                lab.pins(name).toString(),
                "WEIR_CGROUP_ROOT",
                lab.cgroup(name).toString(),
                "WEIR_RUN_DIRECTORY",
                lab.directory().resolve(name).toString(),
                "WEIR_HEALTH_ADDRESS",
                "127.0.0.1:" + freePort(),
                "WEIR_METRICS_ADDRESS",
                "127.0.0.1:" + freePort()));
    try {
      return new AgentRun(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start an agent", e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until the agent says that the maps hold the cluster.
   *
   * @return milliseconds from the end of the last list, by the agent's own clock
   */
  long awaitFilled(int services) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      String said = read(log);
      Matcher filled = FILLED.matcher(said);
      if (filled.find()) {
        if (Integer.parseInt(filled.group(1)) != services) {
          throw new IllegalStateException("expected services=" + services + ": " + filled.group());
        }
        return Long.parseLong(filled.group(2));
      }
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException("the agent did not fill its maps; it said:\n" + said);
      }
      pause(20);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Resident set of the agent, in millions of bytes. */
  double residentMegabytes() {
    Matcher found = RESIDENT.matcher(read(Path.of("/proc/" + process.pid() + "/status")));
    if (!found.find()) {
      throw new IllegalStateException("the agent has ended; it said:\n" + read(log));
    }
    return Long.parseLong(found.group(1)) * BYTES_PER_KB / BYTES_PER_MB;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the agent as the kubelet would. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
