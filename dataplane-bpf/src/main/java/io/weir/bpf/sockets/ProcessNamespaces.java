package io.weir.bpf.sockets;

import io.weir.bpf.BpfException;
import io.weir.bpf.sys.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The network namespaces that processes live in. */
final class ProcessNamespaces {
  private ProcessNamespaces() {}

  /**
   * The caller's namespace and those of all processes in and below a cgroup, each once. What ends
   * meanwhile is left out. The caller closes them.
   */
  static List<NetworkNamespace> below(Path cgroup) {
    List<NetworkNamespace> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    add(Path.of("/proc/thread-self/ns/net"), seen, found);
    try (Stream<Path> directories = Files.find(cgroup, 64, (_, a) -> a.isDirectory())) {
      directories
          .flatMap(directory -> processes(directory).stream())
          .forEach(pid -> add(Path.of("/proc", pid, "ns", "net"), seen, found));
    } catch (IOException | UncheckedIOException e) {
      if (Files.isDirectory(cgroup)) {
        throw new IllegalStateException("cannot walk the cgroups below " + cgroup, e);
      }
    }
    return found;
  }

  private static List<String> processes(Path cgroup) {
    try {
      return Files.readAllLines(cgroup.resolve("cgroup.procs"));
    } catch (IOException e) {
      return List.of(); // removed, or threaded: then the processes are listed above it
    }
  }

  /** The link's text, {@code net:[INODE]}, tells namespaces apart without opening each. */
  private static void add(Path path, Set<String> seen, List<NetworkNamespace> found) {
    try {
      if (seen.add(Files.readSymbolicLink(path).toString())) {
        found.add(NetworkNamespace.open(path));
      }
    } catch (IOException | BpfException.KernelError e) {
      // The process ended, and with it perhaps its namespace: its sockets are closed.
      return;
    }
  }
}
