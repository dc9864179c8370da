package io.weir.agent.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What /proc and /sys tell of the network namespace we run in.
 *
 * @param root of the file system
 */
record NodeFiles(Path root) {
  /** Of a tunnel of ours, by family of the nodes. */
  private static final int TUNNEL_BYTES = 60;

  private static final int STRICT = 1;

  boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  /** The names of all interfaces. */
  Set<String> links() {
    Path links = root.resolve("sys/class/net");
    if (!Files.isDirectory(links)) {
      return Set.of();
    }
    try (Stream<Path> all = Files.list(links)) {
      return all.filter(Files::isDirectory)
          .map(p -> p.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list interfaces in " + links, e);
    }
  }

  int ifindex(String link) {
    return number("sys/class/net/" + link + "/ifindex", 0);
  }

  private int number(String path, int otherwise) {
    try {
      return Integer.parseInt(Files.readString(root.resolve(path)).strip());
    } catch (IOException _) {
      return otherwise; // as on a kernel that lacks it, or an interface that has gone
    }
  }

  /** Those that a default route leads out of. */
  Set<String> uplinks() {
    Set<String> found = new TreeSet<>();
    for (String line : lines("proc/net/route")) {
      String[] words = line.split("\\s+");
      if (words.length > 7 && words[1].equals("00000000") && words[7].equals("00000000")) {
        found.add(words[0]);
      }
    }
    for (String line : lines("proc/net/ipv6_route")) {
      String[] words = line.strip().split("\\s+");
      if (words.length == 10 && words[0].matches("0+") && words[1].equals("00")) {
        found.add(words[9]);
      }
    }
    found.remove("lo"); // where unreachable routes lead
    return found;
  }

  private List<String> lines(String path) {
    try {
      return Files.readAllLines(root.resolve(path));
    } catch (IOException _) {
      return List.of();
    }
  }

  Finding unprivilegedBpf() {
    String key = "kernel.unprivileged_bpf_disabled";
    return number("proc/sys/kernel/unprivileged_bpf_disabled", STRICT) == 0
        ? Finding.warn("unprivileged bpf", key + "=0", "sysctl -w " + key + "=2")
        : Finding.pass("unprivileged bpf", "off");
  }

  /** Loose or none: answers may leave by another way than their questions came. */
  Finding reversePath() {
    int all = number("proc/sys/net/ipv4/conf/all/rp_filter", 0);
    List<String> strict = new ArrayList<>();
    for (String uplink : uplinks()) {
      int own = number("proc/sys/net/ipv4/conf/" + uplink + "/rp_filter", 0);
      if (Math.max(all, own) == STRICT) {
        strict.add(uplink);
      }
    }
    return Finding.warnOf(
        "rp_filter",
        strict.isEmpty() ? List.of() : List.of("strict at " + String.join(", ", strict)),
        "not strict at uplinks",
        "where answers come back by another interface they are dropped: sysctl -w"
            + " net.ipv4.conf.IFACE.rp_filter=2");
  }

  /** Whether what pods send fits into a tunnel between nodes. */
  Finding mtu() {
    Set<String> uplinks = uplinks();
    int out =
        uplinks.stream().mapToInt(l -> number("sys/class/net/" + l + "/mtu", 0)).min().orElse(0);
    int most =
        links().stream()
            .filter(l -> !uplinks.contains(l) && isVeth(l))
            .mapToInt(l -> number("sys/class/net/" + l + "/mtu", 0))
            .max()
            .orElse(0);
    if (out == 0 || most == 0) {
      return Finding.pass("mtu", "no pods or no default route to compare");
    }
    String found = "pods " + most + ", uplinks " + out;
    return most + TUNNEL_BYTES <= out
        ? Finding.pass("mtu", found)
        : Finding.warn(
            "mtu",
            found + ": large packets from outside do not fit the tunnel to another node",
            "give pods "
                + (out - TUNNEL_BYTES)
                + " (IPv6 nodes: 20 less), or set"
                + " services.externalMode=snat; else senders are told what fits");
  }

  /** Its other end is another interface. */
  private boolean isVeth(String link) {
    return number("sys/class/net/" + link + "/iflink", 0) != ifindex(link)
        && !exists("sys/class/net/" + link + "/device");
  }
}
