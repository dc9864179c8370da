package io.weir.sandbox.boot;

import io.weir.bpf.sys.BpfFs;
import io.weir.sandbox.host.CgroupTree;
import io.weir.sandbox.host.RunDirectory;
import io.weir.sandbox.net.Blueprint;
import io.weir.sandbox.net.Command;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.SandboxFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Removes all that belongs to a sandbox, by name and not by record: whatever state it was left in,
 * half built or crashed, nothing of it stays. Processes are found by their cgroup, which nothing
 * else can have entered, never by their number.
 */
final class Teardown {
  private final String name;
  private final CgroupTree cgroups;
  private final RunDirectory directory;

  Teardown(String name, CgroupTree cgroups, RunDirectory directory) {
    this.name = name;
    this.cgroups = cgroups;
    this.directory = directory;
  }

  /** Whether anything of the sandbox is there. */
  boolean isNeeded() {
    return Files.isDirectory(cgroups.root())
        || Files.isDirectory(directory.path())
        || !namespaces(name).isEmpty();
  }

  void run() {
    cgroups.removeAll();
    IpScript.delete(namespaces(name)).run();
    while (BpfFs.contains(directory.bpffs())) {
      Command.run(List.of("umount", directory.bpffs().toString()), "");
    }
    directory.remove();
  }

  /** Network namespaces of a sandbox, pods' included. */
  static List<String> namespaces(String sandbox) {
    Path all = IpScript.file("");
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(all)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.startsWith(Blueprint.namespacePrefix(sandbox)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new SandboxFault("cannot list network namespaces in " + all, e);
    }
  }
}
