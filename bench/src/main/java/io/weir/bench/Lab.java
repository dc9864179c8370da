package io.weir.bench;

import io.weir.bpf.sys.BpfFs;
import io.weir.bpf.sys.Cgroups;
import io.weir.sandbox.host.CgroupTree;
import io.weir.sandbox.net.Command;
import io.weir.sandbox.net.IpScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A corner of the machine that belongs to one run: a cgroup with all its processes, network
 * namespaces, and a directory with a bpffs. All carry the number of the process, so that a later
 * run finds and removes what one that crashed has left.
 */
final class Lab implements AutoCloseable {
  private static final String PREFIX = "weir-bench-";
  private static final Path RUN = Path.of("/run");
  private static final Path NAMESPACES = IpScript.file("");

  private final String name;
  private final Path root;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Lab(String name, Path root) {
    this.name = name;
    this.root = root;
  }

  /** Makes one; it is removed when the process ends, if not before. */
  static Lab open() {
    Path mount =
        Cgroups.mount()
            .orElseThrow(() -> new IllegalStateException("no cgroup v2 is mounted: mount one"));
    sweep(mount);
    Lab lab = new Lab(PREFIX + ProcessHandle.current().pid(), mount);
    Runtime.getRuntime().addShutdownHook(new Thread(lab::close, "weir-bench-cleanup"));
    try {
      Files.createDirectory(lab.top());
      Files.createDirectories(lab.directory());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set up " + lab.name + ": run as root", e);
    }
    BpfFs.mount(lab.bpffs());
    return lab;
  }

  /** Removes the labs of processes that are no more. */
  private static void sweep(Path mount) {
    for (Path place : List.of(mount, RUN, NAMESPACES)) {
      for (String found : named(place, PREFIX)) {
        String number = found.substring(PREFIX.length()).replaceFirst("-.*", "");
        if (ProcessHandle.of(Long.parseLong(number)).isEmpty()) {
          new Lab(PREFIX + number, mount).close();
        }
      }
    }
  }

  private static List<String> named(Path place, String prefix) {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(place)) {
      return all.map(p -> p.getFileName().toString()).filter(n -> n.startsWith(prefix)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + place, e);
    }
  }

  private Path top() {
    return root.resolve(name);
  }

  /** For files of the run; gone with the lab. */
  Path directory() {
    return RUN.resolve(name);
  }

  private Path bpffs() {
    return directory().resolve("bpf");
  }

  /** A directory for pins. */
  Path pins(String purpose) {
    return bpffs().resolve(purpose);
  }

  /** A cgroup of the lab. */
  Path cgroup(String purpose) {
    try {
      return Files.createDirectories(top().resolve(purpose));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a cgroup in " + top(), e);
    }
  }

  /** A network namespace of the lab with its loopback up. */
  String namespace(String purpose) {
    String namespace = name + "-" + purpose;
    new IpScript(Optional.empty(), List.of("netns add " + namespace)).run();
    new IpScript(Optional.of(namespace), List.of("link set lo up")).run();
    return namespace;
  }

  /**
   * A program that is in its cgroup, and in a network namespace if one is given, before it starts.
   */
  ProcessBuilder program(Path cgroup, Optional<String> namespace, List<String> argv) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("sh", "-c", "echo 0 > \"$0/cgroup.procs\" && exec \"$@\""));
    all.add(cgroup.toString());
    namespace.ifPresent(n -> all.addAll(List.of("nsenter", "--net=" + IpScript.file(n))));
    all.addAll(argv);
    return new ProcessBuilder(all);
  }

  /** Ends every process of the lab and removes everything. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    new CgroupTree(top()).removeAll();
    IpScript.delete(named(NAMESPACES, name + "-")).run();
    if (BpfFs.contains(bpffs())) {
      Command.run(List.of("umount", bpffs().toString()), "");
    }
    if (Files.isDirectory(directory())) {
      removeDirectory();
    }
  }

  private void removeDirectory() {
    try (Stream<Path> tree = Files.walk(directory())) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory(), e);
    }
  }
}
