package io.weir.bpf.program;

import io.weir.bpf.libbpf.BpfSyscall;
import io.weir.bpf.libbpf.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;

/** All programs of an interface's TCX hook, ours and others', in the order in which they run. */
public final class TcxChain {
  private static final int MOST = 64; // BPF_MPROG_MAX

  private TcxChain() {}

  /**
   * @param programName at most 15 characters: what the kernel keeps
   * @param linkId 0 where it is attached without a link
   */
  public record Entry(int programId, String programName, int linkId) {}

  /** The chain of an interface of the calling thread's network namespace. */
  public static List<Entry> programs(int ifindex, TcHook hook) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment programs = arena.allocate(ValueLayout.JAVA_INT, MOST);
      MemorySegment links = arena.allocate(ValueLayout.JAVA_INT, MOST);
      MemorySegment attributes = arena.allocate(64, Long.BYTES);
      attributes.set(ValueLayout.JAVA_INT, 0, ifindex);
      attributes.set(ValueLayout.JAVA_INT, 4, hook.tcx().number());
      attributes.set(ValueLayout.JAVA_LONG, 16, programs.address());
      attributes.set(ValueLayout.JAVA_INT, 24, MOST);
      attributes.set(ValueLayout.JAVA_LONG, 40, links.address());
      int rc = BpfSyscall.bpf(BpfSyscall.PROG_QUERY, attributes);
      if (rc == -Errno.ENOENT) { // nothing was ever attached
        return List.of();
      }
      Errno.check(rc, "list the programs at the TCX %s of interface %d".formatted(hook, ifindex));
      return IntStream.range(0, attributes.get(ValueLayout.JAVA_INT, 24))
          .mapToObj(i -> entry(programs, links, i))
          .toList();
    }
  }

  private static Entry entry(MemorySegment programs, MemorySegment links, int index) {
    int program = programs.getAtIndex(ValueLayout.JAVA_INT, index);
    return new Entry(
        program, Program.nameOf(program), links.getAtIndex(ValueLayout.JAVA_INT, index));
  }
}
