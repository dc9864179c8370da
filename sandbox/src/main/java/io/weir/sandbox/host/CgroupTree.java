package io.weir.sandbox.host;

import io.weir.sandbox.net.SandboxFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cgroups of one sandbox, {@code SANDBOX/NODE/{agent,host,kubepods/podUID}}. Every process of a
 * sandbox lives in one of them from before its first instruction, so that the tree alone says what
 * has to end with the sandbox.
 *
 * @param root the sandbox's own cgroup
 */
public record CgroupTree(Path root) {
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(10);

  /**
   * @param cgroup2 where the unified hierarchy is mounted
   */
  public static CgroupTree of(Path cgroup2, String sandbox) {
    return new CgroupTree(cgroup2.resolve("weir-sandbox-" + sandbox));
  }

  /** The API server, the controllers and the sockets of the pods. */
  public Path server() {
    return root.resolve("server");
  }

  /** The machine outside the cluster. */
  public Path outside() {
    return root.resolve("outside");
  }

  /** What the node's agent attaches to. */
  public Path node(String node) {
    return root.resolve(node);
  }

  public Path agent(String node) {
    return node(node).resolve("agent");
  }

  public Path host(String node) {
    return node(node).resolve("host");
  }

  public Path pod(String node, String uid) {
    return node(node).resolve("kubepods").resolve("pod" + uid);
  }

  public void create(List<String> nodes) {
    try {
      Files.createDirectories(server());
      Files.createDirectories(outside());
      for (String node : nodes) {
        Files.createDirectories(agent(node));
        Files.createDirectories(host(node));
        Files.createDirectories(node(node).resolve("kubepods"));
      }
    } catch (IOException e) {
      throw new SandboxFault("cannot create cgroups under " + root, e);
    }
  }

  public void createPod(String node, String uid) {
    try {
      Files.createDirectories(pod(node, uid));
    } catch (IOException e) {
      throw new SandboxFault("cannot create cgroup " + pod(node, uid), e);
    }
  }

  public void removePod(String node, String uid) {
    remove(pod(node, uid));
  }

  /** Numbers of the processes that are in this very cgroup now. */
  public static List<Long> processes(Path cgroup) {
    try {
      return Files.isDirectory(cgroup)
          ? Files.readAllLines(cgroup.resolve("cgroup.procs")).stream().map(Long::valueOf).toList()
          : List.of();
    } catch (IOException e) {
      throw new SandboxFault("cannot list the processes of cgroup " + cgroup, e);
    }
  }

  public void removeAll() {
    remove(root);
  }

  /**
   * Ends every process inside, whatever it does, and removes the cgroups. Tries again while
   * somebody else still puts processes in, as an exec that was just begun does.
   */
  private static void remove(Path top) {
    long end = System.nanoTime() + WAIT.toNanos();
    while (Files.isDirectory(top)) {
      try {
        Files.writeString(top.resolve("cgroup.kill"), "1");
        if (!Files.readString(top.resolve("cgroup.events")).contains("populated 1")) {
          for (Path directory : deepestFirst(top)) {
            Files.deleteIfExists(directory);
          }
        }
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw new SandboxFault("cannot remove cgroup " + top, e);
        }
      }
      if (System.nanoTime() > end && Files.isDirectory(top)) {
        throw new SandboxFault(
            "cgroup %s still has processes %s s after they were killed: see its cgroup.procs"
                .formatted(top, WAIT.toSeconds()));
      }
      pause(top);
    }
  }

  private static void pause(Path top) {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxFault("interrupted while the processes of " + top + " end");
    }
  }

  private static List<Path> deepestFirst(Path top) {
    try (Stream<Path> tree = Files.walk(top)) {
      return tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
