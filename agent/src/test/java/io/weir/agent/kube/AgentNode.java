package io.weir.agent.kube;

import io.weir.bpf.sys.BpfFs;
import io.weir.bpf.sys.Cgroups;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A node made of a cgroup, a bpffs and one network namespace for its pods, whose only interface is
 * the loopback: what is not translated cannot be reached there. The agent runs as its own process.
 */
final class AgentNode {
  static final String NAME = "node-a";
  static final int POD_PORT = 8080;
  private static final String PREFIX = "weir-kube-it-";

  private final String name = PREFIX + ProcessHandle.current().pid();
  private final Path cgroup = Cgroups.mount().orElseThrow().resolve(name);
  private final Path pins = Path.of("/run", name);
  private final Path run = Files.createTempDirectory("weir-kube-agent-");
  private final Process pod;
  private final BufferedReader answers;
  private final Writer commands;
  private Process agent;

  /**
   * @param addresses of the pods; something serves on each
   */
  AgentNode(String... addresses) throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        System.getProperty("user.name").equals("root"),
        "skipped: the agent needs root to load BPF programs");
    sweep();
    Files.createDirectory(cgroup);
    BpfFs.mount(pins);
    command("ip", "netns", "add", name);
    command("ip", "-n", name, "link", "set", "lo", "up");
    for (String address : addresses) {
      command("ip", "-n", name, "address", "add", address, "dev", "lo");
    }
    // The cgroup first: inside `ip netns exec` its file system is hidden.
    List<String> start = new ArrayList<>(List.of("sh", "-c"));
    start.add(
        "echo $$ > " + cgroup.resolve("cgroup.procs") + "; exec ip netns exec " + name + " \"$@\"");
    start.add("sh");
    start.addAll(java(PodProcess.class));
    start.addAll(List.of(addresses));
    pod =
        new ProcessBuilder(start)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    answers = pod.inputReader();
    commands = pod.outputWriter();
    if (!"ready".equals(answers.readLine())) {
      throw new IOException("the pods' process ended: code " + pod.waitFor());
    }
  }

  void startAgent(Path kubeconfig) throws IOException {
    List<String> start = new ArrayList<>(java(AgentProcess.class));
    start.addAll(List.of("--node-name", NAME, "--kubeconfig", kubeconfig.toString()));
    start.addAll(List.of("--cgroup-root", cgroup.toString(), "--pin-directory", pins + "/weir"));
    start.addAll(List.of("--run-directory", run.toString(), "--sync-period", "1s"));
    // The interfaces that the agent would find are those of the machine and of other tests.
    start.addAll(List.of("--policy-enforce", "false", "--services-mode", "socket"));
    start.addAll(List.of("--health-address", "", "--metrics-address", ""));
    agent =
        new ProcessBuilder(start)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
  }

  private Path log() {
    return run.resolve("agent.log");
  }

  /** All that the agent has said. */
  String said() throws IOException {
    return Files.readString(log());
  }

  /** Ends the agent as {@code kill -9} does. */
  void killAgent() throws InterruptedException {
    agent.destroyForcibly();
    agent.waitFor();
  }

  /** What a pod gets from there: the address of the one who answers, or an error's words. */
  String connect(String host, int port) throws IOException {
    commands.write(host + " " + port + "\n");
    commands.flush();
    return answers.readLine();
  }

  /** Ends all processes and removes everything. */
  void remove() throws IOException, InterruptedException {
    commands.close();
    pod.waitFor();
    if (agent != null) {
      agent.destroy();
      if (!agent.waitFor(20, TimeUnit.SECONDS)) {
        killAgent();
      }
    }
    remove(name);
    Files.deleteIfExists(log());
    Files.deleteIfExists(run.resolve("agent.sock"));
    Files.delete(run);
  }

  /** Removes what the tests of a JVM that crashed have left; their pods ended with it. */
  private static void sweep() throws IOException, InterruptedException {
    List<String> left = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(Cgroups.mount().orElseThrow(), PREFIX + "*")) {
      found.forEach(path -> left.add(path.getFileName().toString()));
    }
    for (String one : left) {
      if (ProcessHandle.of(Long.parseLong(one.substring(PREFIX.length()))).isEmpty()) {
        remove(one);
      }
    }
  }

  private static void remove(String name) throws IOException, InterruptedException {
    Path pins = Path.of("/run", name);
    if (BpfFs.contains(pins)) {
      command("umount", pins.toString());
    }
    Files.deleteIfExists(pins);
    if (Files.exists(Path.of("/run/netns", name))) {
      command("ip", "netns", "del", name);
    }
    Files.deleteIfExists(Cgroups.mount().orElseThrow().resolve(name));
  }

  private static List<String> java(Class<?> main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xms24m",
        "-Xmx256m",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        main.getName());
  }

  private static void command(String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", words) + ": exit code " + process.exitValue());
    }
  }
}
