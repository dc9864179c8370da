package io.weir.bpf.sockets;

import io.weir.bpf.BpfException;
import io.weir.bpf.sys.NetworkNamespace;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

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
    try {
      Files.walkFileTree(
          cgroup,
          Set.of(),
          Integer.MAX_VALUE,
          eachDirectory(directory ->
              processes(directory)
                  .forEach(pid -> add(Path.of("/proc", pid, "ns", "net"), seen, found))));
    } catch (IOException e) {
      throw new IllegalStateException("cannot walk the cgroups below " + cgroup, e);
    }
    return found;
  }

  /** Goes on where a directory vanishes while it is walked: containers come and go all the time. */
  private static FileVisitor<Path> eachDirectory(Consumer<Path> action) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        action.accept(directory);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) {
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path directory, IOException e) {
        return FileVisitResult.CONTINUE;
      }
    };
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
