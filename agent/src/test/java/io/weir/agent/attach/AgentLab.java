package io.weir.agent.attach;

import io.weir.bpf.abi.SocketConfig;
import io.weir.bpf.probe.Features;
import io.weir.bpf.probe.Preflight;
import io.weir.bpf.sys.BpfFs;
import io.weir.bpf.sys.Cgroups;
import io.weir.bpf.sys.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** A cgroup below the root and a bpffs, for agents that load real programs into them. */
public final class AgentLab implements AutoCloseable {
  public static final Map<String, Integer> SIZES =
      Map.of(
          "frontends", 64,
          "nodeports", 64,
          "slots", 1024,
          "members", 64,
          "affinity", 64,
          "pods", 64,
          "source_ranges", 64);

  /** Joins the cgroup, makes a network namespace, sets it up, and becomes the command. */
  private static final String ENTER =
      "echo $$ > \"$1\" && shift && exec unshare --net sh -c '%s && exec \"$@\"' sh \"$@\"";

  private static final String PREFIX = "weir-agent-it-";
  private static final AtomicInteger LABS = new AtomicInteger();

  private final Path cgroup;
  private final Path bpffs;

  private AgentLab(Path cgroup, Path bpffs) {
    this.cgroup = cgroup;
    this.bpffs = bpffs;
  }

  /** Skips the test, and says why, where this machine cannot run BPF programs. */
  public static AgentLab open() {
    List<String> problems =
        Preflight.check(Path.of("/")).stream().filter(p -> !p.contains("not on a bpffs")).toList();
    Assumptions.assumeTrue(problems.isEmpty(), () -> "skipped: " + String.join(" ", problems));
    try {
      Path root = Cgroups.mount().orElseThrow();
      sweep(root);
      String name = PREFIX + ProcessHandle.current().pid() + "-" + LABS.incrementAndGet();
      AgentLab lab = new AgentLab(Files.createDirectory(root.resolve(name)), Path.of("/run", name));
      BpfFs.mount(lab.bpffs);
      return lab;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set up a lab", e);
    }
  }

  /** Removes what the tests of a JVM that crashed have left. */
  private static void sweep(Path root) throws IOException {
    try (var cgroups = Files.newDirectoryStream(root, PREFIX + "*")) {
      for (Path cgroup : cgroups) {
        long pid = Long.parseLong(cgroup.getFileName().toString().split("-")[3]);
        if (ProcessHandle.of(pid).isEmpty()) {
          new AgentLab(cgroup, Path.of("/run").resolve(cgroup.getFileName())).close();
        }
      }
    }
  }

  /** Whose processes are served. */
  public Path cgroup() {
    return cgroup;
  }

  public Path pinDirectory() {
    return bpffs.resolve("weir");
  }

  public PinLayout pins() {
    return new PinLayout(pinDirectory());
  }

  /** The programs, as an agent that starts loads them. */
  public SocketPrograms load() {
    try (NetworkNamespace own = NetworkNamespace.current()) {
      SocketConfig config = new SocketConfig(own.cookie(), Features.get().setRetval(), true);
      return SocketPrograms.load(pins(), cgroup, config, SIZES);
    }
  }

  /** A process in the lab's cgroup and in a network namespace of its own, with addresses. */
  public Process start(List<String> addresses, List<String> command) throws IOException {
    StringBuilder setup = new StringBuilder("ip link set lo up");
    addresses.forEach(a -> setup.append(" && ip address add ").append(a).append("/32 dev lo"));
    List<String> line = new ArrayList<>(List.of("sh", "-c", ENTER.formatted(setup), "sh"));
    line.add(cgroup.resolve("cgroup.procs").toString());
    line.addAll(command);
    return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Override
  public void close() {
    try {
      if (BpfFs.contains(bpffs)) {
        new ProcessBuilder("umount", bpffs.toString()).inheritIO().start().waitFor();
      }
      Files.deleteIfExists(bpffs);
      List<Path> directories;
      try (var found = Files.walk(cgroup)) {
        directories = found.filter(Files::isDirectory).toList();
      }
      for (Path directory : directories.reversed()) {
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clean up " + cgroup, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
