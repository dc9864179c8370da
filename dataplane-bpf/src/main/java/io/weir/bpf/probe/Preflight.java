package io.weir.bpf.probe;

import io.weir.bpf.libbpf.Libbpf;
import io.weir.bpf.sys.BpfFs;
import io.weir.bpf.sys.Cgroups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node lacks, all of it at once, before anything is loaded. */
public final class Preflight {
  private static final int MAJOR = 5;
  private static final int MINOR = 15;

  /** Bits of linux/capability.h. CAP_SYS_ADMIN includes the two of BPF. */
  private static final int CAP_SYS_ADMIN = 21;

  private static final Map<String, Integer> CAPABILITIES =
      new TreeMap<>(Map.of("CAP_BPF", 39, "CAP_NET_ADMIN", 12, "CAP_PERFMON", 38));

  private Preflight() {}

  /**
   * Looks, and changes nothing.
   *
   * @param pins the directory that maps and links are to be pinned under
   * @return one sentence per problem, saying what to do; empty when the node will do
   */
  public static List<String> check(Path pins) {
    List<String> problems = new ArrayList<>();
    kernel(text(Path.of("/proc/sys/kernel/osrelease"))).ifPresent(problems::add);
    if (!Files.exists(Probe.KERNEL_BTF)) {
      problems.add(
          "%s is missing: run a kernel built with CONFIG_DEBUG_INFO_BTF=y."
              .formatted(Probe.KERNEL_BTF));
    }
    if (!BpfFs.contains(pins)) {
      problems.add(
          "%s is not on a bpffs: run 'mount -t bpf bpf /sys/fs/bpf', or name a directory of one."
              .formatted(pins));
    }
    if (Cgroups.mount().isEmpty()) {
      problems.add(
          "cgroup v2 is not mounted: run 'mount -t cgroup2 none /sys/fs/cgroup/unified', or boot with systemd.unified_cgroup_hierarchy=1.");
    }
    capabilities(text(Path.of("/proc/thread-self/status"))).ifPresent(problems::add);
    Libbpf.problem().ifPresent(problems::add);
    return problems;
  }

  static Optional<String> kernel(String release) {
    Matcher version = Pattern.compile("^(\\d+)\\.(\\d+)").matcher(release);
    if (!version.find()) {
      return Optional.of("the kernel release '%s' is not understood.".formatted(release.strip()));
    }
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    return major > MAJOR || major == MAJOR && minor >= MINOR
        ? Optional.empty()
        : Optional.of(
            "the kernel is %s: run %d.%d or newer.".formatted(release.strip(), MAJOR, MINOR));
  }

  static Optional<String> capabilities(String status) {
    Matcher effective = Pattern.compile("CapEff:\\s*([0-9a-f]+)").matcher(status);
    long mask = effective.find() ? Long.parseUnsignedLong(effective.group(1), 16) : 0;
    boolean admin = (mask >>> CAP_SYS_ADMIN & 1) != 0;
    List<String> missing =
        CAPABILITIES.entrySet().stream()
            .filter(c -> (mask >>> c.getValue() & 1) == 0)
            .filter(c -> !admin || c.getKey().equals("CAP_NET_ADMIN"))
            .map(Map.Entry::getKey)
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the process lacks %s: run as root, or add them to securityContext.capabilities."
                .formatted(String.join(", ", missing)));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
