package io.weir.agent.doctor;

import io.weir.agent.attach.SocketHook;
import io.weir.agent.attach.WorkloadHook;
import io.weir.bpf.BpfException;
import io.weir.bpf.probe.Features;
import io.weir.bpf.program.CgroupChain;
import io.weir.bpf.program.TcHook;
import io.weir.bpf.program.TcxChain;
import io.weir.bpf.sys.Cgroups;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs of others where ours go. */
final class Hooks {
  /** What the kernel keeps of a program's name. */
  private static final int KERNEL_NAME = 15;

  private static final Set<String> OURS =
      Stream.concat(
              Arrays.stream(SocketHook.values()).map(SocketHook::program),
              Arrays.stream(WorkloadHook.values()).map(WorkloadHook::program))
          .map(p -> p.substring(0, Math.min(KERNEL_NAME, p.length())))
          .collect(Collectors.toSet());

  private Hooks() {}

  /** One line for sockets, one for interfaces. */
  static List<Finding> look(NodeFiles files) {
    return List.of(sockets(), interfaces(files));
  }

  private static Finding sockets() {
    Path root = Cgroups.mount().orElseThrow();
    Set<String> found = new TreeSet<>();
    try {
      for (SocketHook hook : SocketHook.values()) {
        others(CgroupChain.programs(root, hook.type()))
            .forEach(program -> found.add(program + " at " + hook.type()));
      }
    } catch (BpfException e) {
      return Finding.warn("socket hooks", e.getMessage(), "run as root");
    }
    return Finding.warnOf(
        "socket hooks",
        List.copyOf(found),
        "no programs of others",
        "programs of two that translate connects undo each other: switch one off");
  }

  private static Finding interfaces(NodeFiles files) {
    if (!Features.get().tcx()) {
      return Finding.pass("interface hooks", "filters of others keep their priorities (no TCX)");
    }
    Set<String> found = new TreeSet<>();
    for (String link : files.links()) {
      for (TcHook hook : TcHook.values()) {
        try {
          others(
                  TcxChain.programs(files.ifindex(link), hook).stream()
                      .map(TcxChain.Entry::programName))
              .forEach(program -> found.add(program + " at " + link + " " + hook));
        } catch (BpfException _) {
          // the interface has gone
        }
      }
    }
    return Finding.warnOf(
        "interface hooks",
        List.copyOf(found),
        "no programs of others",
        "ours run before them on the way in and after them on the way out: see that this is right");
  }

  private static Stream<String> others(List<String> programs) {
    return others(programs.stream());
  }

  private static Stream<String> others(Stream<String> programs) {
    return programs.filter(name -> !OURS.contains(name)).map(n -> n.isEmpty() ? "one" : n);
  }
}
