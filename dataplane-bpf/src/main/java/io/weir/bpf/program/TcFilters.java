package io.weir.bpf.program;

import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Libbpf;
import io.weir.bpf.libbpf.LibbpfLog;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * TC programs as filters of a clsact qdisc, for kernels without TCX. A filter outlives the process
 * and dies with its interface; nothing is pinned. All calls act on the calling thread's network
 * namespace.
 *
 * <p>Ours is the first filter, under a handle that marks it as ours. It sees every packet, and
 * those of others run after it, as long as it answers TC_ACT_UNSPEC (-1, which is TCX_NEXT too).
 */
public final class TcFilters {
  private static final int HOOK_BYTES = 24; // struct bpf_tc_hook
  private static final int OPTIONS_BYTES = 32; // struct bpf_tc_opts
  private static final int REPLACE = 1;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private TcFilters() {}

  /** Where a filter stands: the lowest priority runs first, the handle tells apart equal ones. */
  record Place(int priority, int handle) {
    static final Place OURS = new Place(1, 0x77656972); // "weir"
  }

  /** A filter; the name has at most 15 characters: what the kernel keeps. */
  public record Filter(int programId, String programName) {}

  /**
   * Attaches, or swaps the program of our filter in place. The qdisc is created where it is
   * missing, and left there by {@link #detach}: others may use it.
   */
  public static Filter attach(Program program, int ifindex, TcHook hook) {
    return attach(program, ifindex, hook, Place.OURS);
  }

  /**
   * @param priority lower ones run first
   */
  public static Filter attach(Program program, int ifindex, TcHook hook, int priority) {
    return attach(program, ifindex, hook, new Place(priority, Place.OURS.handle()));
  }

  public static Optional<Filter> info(int ifindex, TcHook hook, int priority) {
    return info(ifindex, hook, new Place(priority, Place.OURS.handle()));
  }

  public static boolean detach(int ifindex, TcHook hook, int priority) {
    return detach(ifindex, hook, new Place(priority, Place.OURS.handle()));
  }

  /** What of ours is attached there; empty when nothing is, or the interface is gone. */
  public static Optional<Filter> info(int ifindex, TcHook hook) {
    return info(ifindex, hook, Place.OURS);
  }

  /** False when nothing of ours was there, or the interface is gone. */
  public static boolean detach(int ifindex, TcHook hook) {
    return detach(ifindex, hook, Place.OURS);
  }

  static Filter attach(Program program, int ifindex, TcHook hook, Place place) {
    String what =
        "attach program %s to the clsact %s of interface %d"
            .formatted(program.name(), hook, ifindex);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = hook(arena, ifindex, hook);
      int rc = Libbpf.bpf_tc_hook_create(target.address());
      if (rc != -Errno.EEXIST) {
        Errno.check(rc, what);
      }
      MemorySegment options = options(arena, place);
      options.set(INT, 8, program.fd());
      options.set(INT, 12, REPLACE);
      Errno.check(Libbpf.bpf_tc_attach(target.address(), options.address()), what);
      LibbpfLog.drain(); // the kernel's words when the qdisc was there already
      return new Filter(program.id(), Program.nameOf(program.id()));
    }
  }

  static Optional<Filter> info(int ifindex, TcHook hook, Place place) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment options = options(arena, place);
      int rc = Libbpf.bpf_tc_query(hook(arena, ifindex, hook).address(), options.address());
      if (absent(rc)) {
        LibbpfLog.drain();
        return Optional.empty();
      }
      Errno.check(
          rc, "look for a filter at the clsact %s of interface %d".formatted(hook, ifindex));
      int program = options.get(INT, 16);
      return Optional.of(new Filter(program, Program.nameOf(program)));
    }
  }

  static boolean detach(int ifindex, TcHook hook, Place place) {
    try (Arena arena = Arena.ofConfined()) {
      int rc =
          Libbpf.bpf_tc_detach(
              hook(arena, ifindex, hook).address(), options(arena, place).address());
      if (absent(rc)) {
        LibbpfLog.drain();
        return false;
      }
      Errno.check(
          rc, "detach our filter from the clsact %s of interface %d".formatted(hook, ifindex));
      return true;
    }
  }

  /** No such filter, no qdisc (EINVAL), or no such interface. */
  private static boolean absent(int rc) {
    return rc == -Errno.ENOENT || rc == -Errno.EINVAL || rc == -Errno.ENODEV;
  }

  private static MemorySegment hook(Arena arena, int ifindex, TcHook hook) {
    MemorySegment memory = arena.allocate(HOOK_BYTES, Long.BYTES);
    memory.set(ValueLayout.JAVA_LONG, 0, HOOK_BYTES);
    memory.set(INT, 8, ifindex);
    memory.set(INT, 12, hook.attachPoint());
    return memory;
  }

  private static MemorySegment options(Arena arena, Place place) {
    MemorySegment memory = arena.allocate(OPTIONS_BYTES, Long.BYTES);
    memory.set(ValueLayout.JAVA_LONG, 0, OPTIONS_BYTES);
    memory.set(INT, 20, place.handle());
    memory.set(INT, 24, place.priority());
    return memory;
  }
}
