package io.weir.agent.kube;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Kubernetes control plane on loopback: processes of {@code tools/kube}, one for each part
 * started, over one directory. They end with this JVM also when it is killed, because each watches
 * its standard input.
 */
final class ControlPlane implements AutoCloseable {
  private static final String BINARY = "WEIR_KUBE";

  private final Path directory;
  private final Map<String, Process> parts = new LinkedHashMap<>();

  private ControlPlane(Path directory) {
    this.directory = directory;
  }

  /** Skips the test, saying what to do, where the binary is not there. */
  static void assumeBuilt() {
    boolean built = Files.isRegularFile(Path.of(System.getenv().getOrDefault(BINARY, "")));
    String advice =
        "skipped: the environment's WEIR_KUBE names no weir-kube binary;"
            + " run `make test-kube`, which builds it (minutes, the first time)";
    if (!built) {
      System.err.println(advice);
    }
    Assumptions.assumeTrue(built, advice);
  }

  /** An empty one: start its parts. */
  static ControlPlane create() throws IOException {
    return new ControlPlane(Files.createTempDirectory("weir-kube-"));
  }

  /**
   * Returns once the part serves.
   *
   * @param part a command of weir-kube: "apiserver-all", or "etcd" and "apiserver"
   * @param flags the part's own
   */
  ControlPlane start(String part, String... flags) throws IOException {
    Path log = directory.resolve(part + ".log");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(System.getenv(BINARY), part, "--dir", directory.toString()));
    command.addAll(List.of("--until-eof", "--"));
    command.addAll(List.of(flags));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    parts.put(part, process);
    BufferedReader output = process.inputReader();
    if (!"ready".equals(output.readLine())) {
      List<String> lines = Files.readAllLines(log);
      throw new IOException(
          part + " ended: " + lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
    return this;
  }

  /** Ends a part as {@code kill -9} does. */
  void kill(String part) throws InterruptedException {
    Process process = parts.remove(part);
    process.destroyForcibly();
    process.waitFor();
  }

  /** Makes etcd forget its history, as the API server does every five minutes. */
  void compact() throws IOException, InterruptedException {
    int code =
        new ProcessBuilder(System.getenv(BINARY), "compact", "--dir", directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("compact.log").toFile())
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException(
          "compact: exit " + code + ", " + Files.readString(directory.resolve("compact.log")));
    }
  }

  /** The administrator's. */
  Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  @Override
  public void close() throws IOException {
    for (Process process : parts.values()) {
      process.destroy();
    }
    for (Process process : parts.values()) {
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(ControlPlane::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
