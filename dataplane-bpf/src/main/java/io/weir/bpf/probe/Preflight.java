package io.weir.bpf.probe;

import io.weir.bpf.libbpf.Libbpf;
import io.weir.bpf.sys.BpfFs;
import io.weir.bpf.sys.Cgroups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
   * One thing that a node must have.
   *
   * @param problem a sentence that says what to do; empty when all is well
   */
  public record Check(String what, Optional<String> problem) {}

  /**
   * Looks, and changes nothing.
   *
   * @param pins the directory that maps and links are to be pinned under
   * @return one sentence per problem, saying what to do; empty when the node will do
   */
  public static List<String> check(Path pins) {
    return checks(pins).stream().flatMap(check -> check.problem().stream()).toList();
  }

  /** As {@link #check}, with what is well too. */
  public static List<Check> checks(Path pins) {
    return List.of(
        new Check("kernel", kernel(text(Path.of("/proc/sys/kernel/osrelease")))),
        new Check("btf", btf()),
        new Check("bpffs", bpffs(pins)),
        new Check("cgroup v2", cgroups()),
        new Check("capabilities", capabilities(text(Path.of("/proc/thread-self/status")))),
        new Check("libbpf", Libbpf.problem()));
  }

  private static Optional<String> btf() {
    return Files.exists(Probe.KERNEL_BTF)
        ? Optional.empty()
        : Optional.of(
            "%s is missing: run a kernel built with CONFIG_DEBUG_INFO_BTF=y."
                .formatted(Probe.KERNEL_BTF));
  }

  private static Optional<String> bpffs(Path pins) {
    return BpfFs.contains(pins)
        ? Optional.empty()
        : Optional.of(
            "%s is not on a bpffs: run 'mount -t bpf bpf /sys/fs/bpf', or name a directory of one."
                .formatted(pins));
  }

  private static Optional<String> cgroups() {
    return Cgroups.mount().isPresent()
        ? Optional.empty()
        : Optional.of(
            "cgroup v2 is not mounted: run 'mount -t cgroup2 none /sys/fs/cgroup/unified', or boot with systemd.unified_cgroup_hierarchy=1.");
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
