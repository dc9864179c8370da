package io.weir.bpf.program;

import io.weir.bpf.libbpf.BpfSyscall;
import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** All programs attached to one cgroup at one hook, ours and others'. */
public final class CgroupChain {
  private static final int MOST = 64; // BPF_CGROUP_MAX_PROGS

  private CgroupChain() {}

  /**
   * The names of the programs, at most 15 characters each: what the kernel keeps; empty for one
   * that we may not ask about.
   */
  public static List<String> programs(Path cgroup, AttachType type) {
    String what = "list the programs of cgroup %s as %s".formatted(cgroup, type);
    int opened = Libc.check(Libc.open(cgroup.toString(), Libc.O_CLOEXEC), what);
    try (Fd directory = Fd.owned(opened);
        Arena arena = Arena.ofConfined()) {
      MemorySegment programs = arena.allocate(ValueLayout.JAVA_INT, MOST);
      MemorySegment attributes = arena.allocate(64, Long.BYTES);
      attributes.set(ValueLayout.JAVA_INT, 0, directory.number());
      attributes.set(ValueLayout.JAVA_INT, 4, type.number());
      attributes.set(ValueLayout.JAVA_LONG, 16, programs.address());
      attributes.set(ValueLayout.JAVA_INT, 24, MOST);
      Errno.check(BpfSyscall.bpf(BpfSyscall.PROG_QUERY, attributes), what);
      return IntStream.range(0, attributes.get(ValueLayout.JAVA_INT, 24))
          .mapToObj(i -> Program.nameOf(programs.getAtIndex(ValueLayout.JAVA_INT, i)))
          .toList();
    }
  }
}
